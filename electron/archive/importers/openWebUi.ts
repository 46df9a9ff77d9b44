import { z } from 'zod';
import { t } from '../../../shared/i18n/translate';
import { shownName } from '../error';
import type { Source } from '../source';
import { ForeignBuilder, type ForeignMessage } from './builder';
import type { Files } from './files';
import { itemsOf } from './items';
import { withoutThoughts } from './openWebUiThoughts';
import { bytesOfAddress, partsOfText } from './pictureFolder';
import type { Inspect } from '../../images/types';
import type { Part } from '../../../shared/message';
import type { Task } from '../../../shared/task';

/** A number, or a date in words. */
const moment = z
  .union([z.number(), z.string().transform((text) => Date.parse(text) || null)])
  .nullish()
  .catch(null);
const words = z.string().nullish().catch(null);
const contentPartSchema = z.union([
  z.looseObject({ type: z.literal('text'), text: z.string() }),
  z.looseObject({ type: z.literal('image_url'), image_url: z.looseObject({ url: z.string() }) }),
  z.unknown().transform(() => null),
]);
const messageSchema = z.looseObject({
  id: words,
  parentId: words,
  role: z.string(),
  content: z
    .union([z.string(), z.array(contentPartSchema)])
    .nullish()
    .catch(''),
  timestamp: moment,
  files: z
    .array(z.looseObject({ type: words, url: words, name: words }).catch({ type: '' }))
    .nullish()
    .catch([]),
  /** One answer made of those of several models. */
  merged: z.looseObject({ content: words }).nullish().catch(null),
});
const placeSchema = z.looseObject({ id: words, parentId: words });
const chatSchema = z.looseObject({
  title: words,
  system: words,
  timestamp: moment,
  tags: z.array(z.unknown()).nullish().catch(null),
  history: z
    .looseObject({ messages: z.record(z.string(), z.unknown()), currentId: words })
    .nullish()
    .catch(null),
  messages: z.array(z.unknown()).nullish().catch(null),
});
const exportedSchema = z.looseObject({
  id: words,
  title: words,
  created_at: moment,
  updated_at: moment,
  pinned: z.boolean().nullish().catch(null),
  archived: z.boolean().nullish().catch(null),
  meta: z
    .looseObject({ tags: z.array(z.unknown()).nullish().catch(null) })
    .nullish()
    .catch(null),
  chat: chatSchema.refine(({ history, messages }) => Boolean(history ?? messages)),
});
type Exported = z.infer<typeof exportedSchema>;
type Message = z.infer<typeof messageSchema>;

/** Whether JSON looks like a chat of Open WebUI. */
export const isOpenWebUi = (json: unknown): boolean => exportedSchema.safeParse(json).success;

/**
 * Opens an export of Open WebUI.
 *
 * @param name file of the chats: a list of them, or one
 */
export async function openOpenWebUi(
  files: Files,
  name: string,
  inspect: Inspect,
  task: Task,
): Promise<Source> {
  const reader = new ChatReader(new ForeignBuilder('openwebui', inspect));
  let index = 0;
  for await (const { value } of itemsOf(files, name, reader.builder, task)) {
    const parsed = exportedSchema.safeParse(value);
    if (parsed.success) await reader.add(parsed.data, index);
    else reader.builder.note(t('imported.chatForm', { number: index + 1 }));
    index += 1;
  }
  reader.finish();
  return reader.builder.finish(() => files.close());
}

/** Older versions use seconds, and some fields nanoseconds. */
function milliseconds(value: number | null | undefined): number {
  if (!value) return 0;
  if (value > 1e17) return value / 1e6;
  return value > 1e11 ? value : value * 1000;
}

/** A message, or the place of one whose form is not known. */
interface Node {
  readonly key: string;
  readonly parent: string | null;
  readonly message: Message | undefined;
}

class ChatReader {
  #thoughts = 0;
  #attached = 0;

  constructor(readonly builder: ForeignBuilder) {}

  /** Notes, once each, what of all chats was not taken. */
  finish(): void {
    if (this.#thoughts > 0) {
      this.builder.note(t('imported.reasoning', { number: this.#thoughts }));
    }
    if (this.#attached > 0) this.builder.note(t('imported.attached', { number: this.#attached }));
  }

  async add(exported: Exported, index: number): Promise<void> {
    const { chat } = exported;
    const title = chat.title ?? exported.title ?? '';
    const created = milliseconds(exported.created_at ?? chat.timestamp);
    const nodes = nodesOf(exported);
    const messages: ForeignMessage[] = [];
    for (const { key, parent, message } of nodes) {
      const role = message?.role === 'user' ? 'user' : 'assistant';
      const createdAt = milliseconds(message?.timestamp) || created;
      const common = { parent, role, createdAt } as const;
      const said = message && message.role !== 'system' ? message : undefined;
      const parts = said ? await this.#partsOf(said, title) : [];
      messages.push({ ...common, key, parts });
      const merged = said?.merged?.content;
      if (merged) {
        const joined = await this.#wordsIn(merged, 'assistant', title);
        messages.push({ ...common, key: `${key} merged`, parts: joined });
      }
    }
    this.builder.left(title, nodes.filter(({ message }) => !message).length);
    const system = nodes.find(({ message }) => message?.role === 'system')?.message?.content;
    this.builder.add({
      key: exported.id ?? `${title} ${index} ${created}`,
      title,
      systemPrompt: chat.system ?? (typeof system === 'string' ? system : ''),
      createdAt: created,
      updatedAt: milliseconds(exported.updated_at) || created,
      pinned: exported.pinned === true,
      archived: exported.archived === true,
      tags: tagsOf(exported.meta?.tags ?? chat.tags ?? []),
      messages,
      leaf: chat.history?.currentId ?? nodes.at(-1)?.key ?? null,
    });
  }

  async #partsOf({ role, content, files }: Message, title: string): Promise<Part[]> {
    const parts: Part[] = [];
    for (const { type, url, name } of files ?? []) {
      if (type === 'image' && url) parts.push(...(await this.#picture(url, title)));
      else if (type !== 'image' && name) {
        this.#attached += 1;
        parts.push({ type: 'text', text: `[Attached: ${shownName(name)}]` });
      }
    }
    if (typeof content === 'string') parts.push(...(await this.#wordsIn(content, role, title)));
    else {
      for (const part of content ?? []) {
        if (part?.type === 'text') parts.push(...(await this.#wordsIn(part.text, role, title)));
        else if (part) parts.push(...(await this.#picture(part.image_url.url, title)));
      }
    }
    return parts;
  }

  async #wordsIn(text: string, role: string, title: string): Promise<Part[]> {
    const { said, left } = role === 'user' ? { said: text, left: 0 } : withoutThoughts(text);
    this.#thoughts += left;
    return partsOfText(
      this.builder,
      t('imported.ofConversation', { title: shownName(title) }),
      said,
    );
  }

  async #picture(url: string, title: string): Promise<Part[]> {
    const bytes = bytesOfAddress(url);
    const picture =
      bytes &&
      (await this.builder.picture(
        t('imported.ofConversation', { title: shownName(title) }),
        bytes,
      ));
    if (picture) return [picture];
    if (bytes) return [];
    this.builder.note(t('imported.onServer', { title: shownName(title) }));
    return [{ type: 'text', text: '[A picture that was not in the export]' }];
  }
}

/** The tree, or in old exports the list, in which each message follows the one before. */
function nodesOf({ chat }: Exported): Node[] {
  const tree = Object.entries(chat.history?.messages ?? {});
  if (tree.length > 0) {
    return tree.map(([key, json]) => ({
      key,
      parent: placeSchema.safeParse(json).data?.parentId ?? null,
      message: messageSchema.safeParse(json).data,
    }));
  }
  return (chat.messages ?? []).map((json, index) => ({
    key: String(index),
    parent: index === 0 ? null : String(index - 1),
    message: messageSchema.safeParse(json).data,
  }));
}

const tagsOf = (tags: readonly unknown[]): string[] =>
  tags.flatMap((tag) => {
    const named = z.union([z.string(), z.looseObject({ name: z.string() })]).safeParse(tag);
    if (!named.success) return [];
    return [typeof named.data === 'string' ? named.data : named.data.name];
  });
