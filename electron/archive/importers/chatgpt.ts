import path from 'node:path';
import { z } from 'zod';
import { t } from '../../../shared/i18n/translate';
import { shownName } from '../error';
import { parseJson } from '../json';
import type { Source } from '../source';
import { ForeignBuilder, type ForeignMessage } from './builder';
import type { Files } from './files';
import type { Inspect } from '../../images/types';
import type { Part } from '../../../shared/message';
import { throwIfAborted, type Task } from '../../../shared/task';

/** Files of conversations: one, or numbered ones in newer exports. */
export const CHATGPT_FILE = /^(.*\/)?conversations(-\d+)?\.json$/;

const seconds = z.number().nullish();
const partSchema = z.union([
  z.string(),
  z.looseObject({ asset_pointer: z.string() }),
  z.looseObject({ text: z.string() }),
  z.unknown().transform(() => null),
]);
const messageSchema = z.looseObject({
  author: z.looseObject({ role: z.string() }),
  create_time: seconds,
  content: z.looseObject({
    content_type: z.string().optional(),
    parts: z.array(partSchema).optional(),
    text: z.string().optional(),
    language: z.string().optional(),
  }),
  recipient: z.string().nullish(),
  metadata: z
    .looseObject({ is_visually_hidden_from_conversation: z.boolean().nullish() })
    .nullish(),
});
const nodeSchema = z.looseObject({
  parent: z.string().nullish(),
  message: messageSchema.nullish().catch(null),
});
const conversationSchema = z.looseObject({
  id: z.string().optional(),
  conversation_id: z.string().optional(),
  title: z.string().nullish(),
  create_time: seconds,
  update_time: seconds,
  mapping: z.record(z.string(), nodeSchema),
  current_node: z.string().nullish(),
  is_archived: z.boolean().nullish(),
});
type Message = z.infer<typeof messageSchema>;

/** Whether JSON looks like ChatGPT's list of conversations. */
export const isChatGpt = (json: unknown): boolean =>
  Array.isArray(json) && json.some((one) => conversationSchema.safeParse(one).success);

/** Opens an export of ChatGPT: the tree of each conversation, with the pictures in the export. */
export async function openChatGpt(files: Files, inspect: Inspect, task: Task): Promise<Source> {
  const builder = new ForeignBuilder('chatgpt', inspect);
  const assets = new Assets(files, builder);
  for (const name of files.names.filter((found) => CHATGPT_FILE.test(found)).sort()) {
    const list = z.array(z.unknown()).safeParse(parseJson(name, await files.read(name)));
    if (!list.success) builder.note(t('imported.noList', { name: shownName(name) }));
    for (const [index, json] of (list.data ?? []).entries()) {
      throwIfAborted(task.signal);
      const parsed = conversationSchema.safeParse(json);
      if (parsed.success) await addConversation(builder, assets, parsed.data, `${name} ${index}`);
      else
        builder.note(t('imported.conversationForm', { number: index + 1, name: shownName(name) }));
    }
  }
  return builder.finish(() => files.close());
}

async function addConversation(
  builder: ForeignBuilder,
  assets: Assets,
  conversation: z.infer<typeof conversationSchema>,
  place: string,
): Promise<void> {
  const messages: ForeignMessage[] = [];
  const created = (conversation.create_time ?? 0) * 1000;
  for (const [key, { parent, message }] of Object.entries(conversation.mapping)) {
    messages.push({
      key,
      parent: parent ?? null,
      role: message?.author.role === 'user' ? 'user' : 'assistant',
      createdAt: (message?.create_time ?? 0) * 1000 || created,
      parts: message ? await partsOf(message, assets) : [],
    });
  }
  builder.add({
    key: conversation.conversation_id ?? conversation.id ?? place,
    title: conversation.title ?? '',
    createdAt: created,
    updatedAt: (conversation.update_time ?? 0) * 1000 || created,
    archived: conversation.is_archived === true,
    messages,
    leaf: conversation.current_node ?? null,
  });
}

/** What a person saw of a message; nothing for system messages, calls of tools and hidden ones. */
async function partsOf(message: Message, assets: Assets): Promise<Part[]> {
  const { author, content, metadata, recipient } = message;
  const hidden = metadata?.is_visually_hidden_from_conversation === true;
  const called = author.role === 'assistant' && (recipient ?? 'all') !== 'all';
  if (author.role === 'system' || hidden || called) return [];
  const parts: Part[] = [];
  const spoken = author.role !== 'tool';
  if (content.content_type === 'code' && content.text && spoken) {
    parts.push({ type: 'text', text: `\`\`\`${content.language ?? ''}\n${content.text}\n\`\`\`` });
  }
  for (const part of content.parts ?? []) {
    if (part === null) continue;
    if (typeof part !== 'string' && typeof part.asset_pointer === 'string') {
      parts.push(...(await assets.parts(part.asset_pointer)));
      continue;
    }
    const text = typeof part === 'string' ? part : part.text;
    // Tools speak to the model; only their pictures are shown.
    if (spoken && typeof text === 'string' && text.trim() !== '')
      parts.push({ type: 'text', text });
  }
  return parts;
}

/** Pictures of the export by the name that messages use, `file-service://file-ID` or `sediment://file_ID`. */
class Assets {
  readonly #names: ReadonlyMap<string, string>;

  constructor(
    private readonly files: Files,
    private readonly builder: ForeignBuilder,
  ) {
    const found = files.names.map((name) => {
      const id = /^file[-_][A-Za-z0-9]+/.exec(path.posix.basename(name))?.[0];
      return [id ?? '', name] as const;
    });
    this.#names = new Map(found);
  }

  async parts(pointer: string): Promise<Part[]> {
    const id = /file[-_][A-Za-z0-9]+/.exec(pointer.replace(/^.*:\/\//, ''))?.[0] ?? '';
    const name = this.#names.get(id);
    const read = name === undefined ? undefined : () => this.files.read(name);
    const picture =
      name !== undefined && read && (await this.builder.picture(name, await read(), read));
    if (picture) return [picture];
    if (name === undefined) this.builder.note(t('imported.exportLacks', { name: shownName(id) }));
    // Not translated, so that the same export gives the same conversations everywhere.
    return [{ type: 'text', text: `[A picture that was not in the export: ${shownName(id)}]` }];
  }
}
