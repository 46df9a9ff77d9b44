import { z } from 'zod';
import { t } from '../../../shared/i18n/translate';
import { shownName } from '../error';
import type { Wanted } from '../jsonStream';
import type { Source } from '../source';
import { ForeignBuilder, type ForeignMessage } from './builder';
import type { Files } from './files';
import { itemsOf } from './items';
import { bytesOfAddress, partsOfText } from './pictureFolder';
import type { Inspect } from '../../images/types';
import type { Part } from '../../../shared/message';
import { throwIfAborted, type Task } from '../../../shared/task';

const BLOCKS = 'indexedDB.message_blocks';

const fileSchema = z.looseObject({
  id: z.string(),
  ext: z.string(),
  type: z.string().nullish().catch(null),
  origin_name: z.string().nullish().catch(null),
});
const blockSchema = z.looseObject({
  id: z.string(),
  type: z.string(),
  content: z.unknown().optional(),
  url: z.string().nullish(),
  file: fileSchema.nullish().catch(null),
  metadata: z
    .looseObject({
      generateImageResponse: z
        .looseObject({ images: z.array(z.string()).nullish().catch([]) })
        .nullish(),
    })
    .nullish()
    .catch(null),
});
const messageSchema = z.looseObject({
  id: z.string(),
  role: z.string(),
  createdAt: z.string().nullish().catch(null),
  askId: z.string().nullish().catch(null),
  foldSelected: z.boolean().nullish().catch(null),
  blocks: z.array(z.string()).nullish().catch([]),
  /** The words in older backups. */
  content: z.string().nullish().catch(''),
});
const topicSchema = z.looseObject({ id: z.string(), messages: z.array(z.unknown()) });
/** What the program's state holds about a topic besides its messages. */
const stateSchema = z.looseObject({
  assistants: z.array(
    z.looseObject({
      prompt: z.string().nullish(),
      topics: z.array(
        z.looseObject({
          id: z.string(),
          name: z.string().nullish(),
          createdAt: z.string().nullish(),
          updatedAt: z.string().nullish(),
          pinned: z.boolean().nullish(),
        }),
      ),
    }),
  ),
});
type Block = z.infer<typeof blockSchema>;
type Message = z.infer<typeof messageSchema>;
type TopicState = z.infer<typeof stateSchema>['assistants'][number]['topics'][number];

/** What of the backup is read: its topics, their blocks and its state, one by one. */
const WANTED: Wanted = {
  opens: (path) => ['', 'indexedDB', 'indexedDB.topics', BLOCKS].includes(path.join('.')),
  takes: (path) => /^(localStorage|indexedDB\.(topics|message_blocks)\.\*)$/.test(path.join('.')),
};

/**
 * Opens a backup of Cherry Studio: every topic, with the answers of several models as branches.
 *
 * @param name file of all data
 * @throws AppError
 */
export async function openCherryStudio(
  files: Files,
  name: string,
  inspect: Inspect,
  task: Task,
): Promise<Source> {
  const builder = new ForeignBuilder('cherrystudio', inspect);
  const blocks = new Map<string, Block>();
  const topics: unknown[] = [];
  let state: unknown;
  let odd = 0;
  for await (const { path, value } of itemsOf(files, name, builder, task, WANTED)) {
    if (path[0] === 'localStorage') state = value;
    else if (path[1] === 'topics') topics.push(value);
    else {
      const parsed = blockSchema.safeParse(value);
      if (parsed.success) blocks.set(parsed.data.id, parsed.data);
      else odd += 1;
    }
  }
  if (odd > 0) builder.note(t('imported.oddBlocks', { number: odd }));
  const states = statesOf(z.record(z.string(), z.unknown()).safeParse(state).data ?? {});
  const reader = new BlockReader(builder, files, blocks);
  for (const [index, one] of topics.entries()) {
    throwIfAborted(task.signal);
    const topic = topicSchema.safeParse(one);
    if (!topic.success) {
      builder.note(t('imported.topicForm', { number: index + 1 }));
      continue;
    }
    const parsed = topic.data.messages.map((message) => messageSchema.safeParse(message));
    const messages = parsed.flatMap(({ data }) => (data ? [data] : []));
    if (messages.length < parsed.length) {
      const number = parsed.length - messages.length;
      builder.note(t('imported.topicMessages', { topic: index + 1, number }));
    }
    if (messages.length > 0) await addTopic(builder, reader, topic.data.id, messages, states);
  }
  reader.finish();
  return builder.finish(() => files.close());
}

interface KnownTopic extends TopicState {
  readonly prompt: string;
}

/** Names and prompts of topics: the state is JSON whose fields are again JSON. */
function statesOf(localStorage: Readonly<Record<string, unknown>>): Map<string, KnownTopic> {
  const known = new Map<string, KnownTopic>();
  const parsed = stateSchema.safeParse(
    inner(inner(localStorage['persist:cherry-studio']), 'assistants'),
  );
  for (const { prompt, topics } of parsed.data?.assistants ?? []) {
    for (const topic of topics) known.set(topic.id, { ...topic, prompt: prompt ?? '' });
  }
  return known;
}

function inner(value: unknown, field?: string): unknown {
  const record = z.record(z.string(), z.unknown()).safeParse(value);
  const found = field === undefined ? value : record.data?.[field];
  if (typeof found !== 'string') return found;
  try {
    return JSON.parse(found) as unknown;
  } catch {
    return undefined;
  }
}

const momentOf = (text: string | null | undefined): number => {
  const value = text ? Date.parse(text) : NaN;
  return Number.isNaN(value) ? 0 : value;
};

async function addTopic(
  builder: ForeignBuilder,
  reader: BlockReader,
  id: string,
  messages: readonly Message[],
  states: ReadonlyMap<string, KnownTopic>,
): Promise<void> {
  const state = states.get(id);
  const placed: ForeignMessage[] = [];
  let last: string | null = null;
  let chosen = false;
  let asked: string | null = null;
  for (const message of messages) {
    const user = message.role === 'user';
    // Several models may answer one question; the conversation continues below the chosen answer.
    const beside: boolean = !user && asked !== null && message.askId === asked;
    const parts = await reader.parts(message);
    placed.push({
      key: message.id,
      parent: beside ? asked : last,
      role: user ? 'user' : 'assistant',
      createdAt: momentOf(message.createdAt),
      parts: message.role === 'system' ? [] : parts,
    });
    if (user) asked = message.id;
    if (!beside || !chosen) last = message.id;
    chosen = !user && (message.foldSelected === true || (beside && chosen));
  }
  const created = momentOf(state?.createdAt) || (placed[0]?.createdAt ?? 0);
  builder.add({
    key: id,
    title: state?.name ?? '',
    systemPrompt: state?.prompt ?? '',
    createdAt: created,
    updatedAt: momentOf(state?.updatedAt) || (placed.at(-1)?.createdAt ?? created),
    pinned: state?.pinned === true,
    messages: placed,
    leaf: last,
  });
}

class BlockReader {
  #attached = 0;

  constructor(
    private readonly builder: ForeignBuilder,
    private readonly files: Files,
    private readonly blocks: ReadonlyMap<string, Block>,
  ) {}

  /** Notes how many files came that are no pictures. */
  finish(): void {
    if (this.#attached > 0) this.builder.note(t('imported.attached', { number: this.#attached }));
  }

  async parts(message: Message): Promise<Part[]> {
    const parts: Part[] = [];
    for (const id of message.blocks ?? []) {
      const block = this.blocks.get(id);
      if (block) parts.push(...(await this.#partsOf(block)));
    }
    if (parts.length > 0) return parts;
    return partsOfText(this.builder, t('imported.ofOlderMessage'), message.content ?? '');
  }

  async #partsOf(block: Block): Promise<Part[]> {
    const { type, content, url, file, metadata } = block;
    const said = type === 'main_text' || type === 'code' || type === 'unknown';
    if (said)
      return partsOfText(
        this.builder,
        t('imported.ofMessage'),
        typeof content === 'string' ? content : '',
      );
    if (type === 'file' && file && file.type !== 'image') {
      this.#attached += 1;
      const name = shownName(file.origin_name ?? `${file.id}${file.ext}`);
      return [{ type: 'text', text: `[Attached: ${name}]` }];
    }
    if (type !== 'image' && type !== 'file') return [];
    const addresses = [url, ...(metadata?.generateImageResponse?.images ?? [])];
    const parts: Part[] = [];
    if (file) parts.push(...(await this.#filePart(`${file.id}${file.ext}`)));
    for (const address of file ? [] : addresses) {
      const bytes = address ? bytesOfAddress(address) : undefined;
      const picture = bytes && (await this.builder.picture(t('imported.ofMessage'), bytes));
      if (picture) parts.push(picture);
      else if (address) this.builder.note(t('imported.elsewhere'));
    }
    return parts;
  }

  async #filePart(name: string): Promise<Part[]> {
    const place = this.files.names.find((found) => found === name || found.endsWith(`/${name}`));
    if (place === undefined) {
      this.builder.note(t('imported.backupLacks', { name: shownName(name) }));
      return [{ type: 'text', text: `[A picture that was not in the backup: ${shownName(name)}]` }];
    }
    const read = (): Promise<Uint8Array> => this.files.read(place);
    const picture = await this.builder.picture(name, await read(), read);
    return picture ? [picture] : [];
  }
}
