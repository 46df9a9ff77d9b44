import { z } from 'zod';
import { t } from '../../../shared/i18n/translate';
import { shownName } from '../error';
import type { Source } from '../source';
import { ForeignBuilder, type ForeignMessage } from './builder';
import { bytesOfAddress, partsOfText } from './pictureFolder';
import type { Inspect } from '../../images/types';
import type { Part } from '../../../shared/message';
import { throwIfAborted, type Task } from '../../../shared/task';

const moment = z.number().nullish();
const messageSchema = z.looseObject({
  id: z.string().optional(),
  parentId: z.string().nullish(),
  role: z.string(),
  content: z.string().nullish().catch(''),
  timestamp: moment,
  files: z
    .array(z.looseObject({ type: z.string().optional(), url: z.string().optional() }).catch({}))
    .nullish()
    .catch([]),
});
const chatSchema = z.looseObject({
  title: z.string().nullish(),
  system: z.string().nullish(),
  timestamp: moment,
  tags: z.array(z.unknown()).nullish(),
  history: z
    .looseObject({
      messages: z.record(z.string(), messageSchema),
      currentId: z.string().nullish(),
    })
    .nullish(),
  messages: z.array(messageSchema).nullish(),
});
const exportedSchema = z.looseObject({
  id: z.string().nullish(),
  title: z.string().nullish(),
  created_at: moment,
  updated_at: moment,
  pinned: z.boolean().nullish(),
  archived: z.boolean().nullish(),
  meta: z.looseObject({ tags: z.array(z.unknown()).nullish() }).nullish(),
  chat: chatSchema,
});
type Exported = z.infer<typeof exportedSchema>;
type Message = z.infer<typeof messageSchema>;

const listOf = (json: unknown): unknown[] => (Array.isArray(json) ? json : [json]);

/** Whether JSON looks like Open WebUI's chats: a list of them, or one. */
export const isOpenWebUi = (json: unknown): boolean =>
  listOf(json).some((one) => exportedSchema.safeParse(one).success);

/** Opens an export of Open WebUI. */
export async function openOpenWebUi(json: unknown, inspect: Inspect, task: Task): Promise<Source> {
  const builder = new ForeignBuilder('openwebui', inspect);
  for (const [index, one] of listOf(json).entries()) {
    throwIfAborted(task.signal);
    const parsed = exportedSchema.safeParse(one);
    if (parsed.success) await addChat(builder, parsed.data, index);
    else builder.note(t('imported.chatForm', { number: index + 1 }));
  }
  return builder.finish();
}

/** Older versions use seconds, and some fields nanoseconds. */
function milliseconds(value: number | null | undefined): number {
  if (!value) return 0;
  if (value > 1e17) return value / 1e6;
  return value > 1e11 ? value : value * 1000;
}

async function addChat(builder: ForeignBuilder, exported: Exported, index: number): Promise<void> {
  const { chat } = exported;
  const title = chat.title ?? exported.title ?? '';
  const created = milliseconds(exported.created_at ?? chat.timestamp);
  const nodes = nodesOf(exported);
  const messages: ForeignMessage[] = [];
  for (const [key, message] of nodes) {
    messages.push({
      key,
      parent: message.parentId ?? null,
      role: message.role === 'user' ? 'user' : 'assistant',
      createdAt: milliseconds(message.timestamp) || created,
      parts: message.role === 'system' ? [] : await partsOf(builder, message, title),
    });
  }
  const system = nodes.find(([, message]) => message.role === 'system')?.[1].content;
  builder.add({
    key: exported.id ?? `${title} ${index} ${created}`,
    title,
    systemPrompt: chat.system ?? system ?? '',
    createdAt: created,
    updatedAt: milliseconds(exported.updated_at) || created,
    pinned: exported.pinned === true,
    archived: exported.archived === true,
    tags: tagsOf(exported.meta?.tags ?? chat.tags ?? []),
    messages,
    leaf: chat.history?.currentId ?? nodes.at(-1)?.[0] ?? null,
  });
}

/** The tree, or in old exports the list, in which each message follows the one before. */
function nodesOf({ chat }: Exported): [string, Message][] {
  if (chat.history) return Object.entries(chat.history.messages);
  return (chat.messages ?? []).map((message, index) => [
    String(index),
    { ...message, parentId: index === 0 ? null : String(index - 1) },
  ]);
}

const tagsOf = (tags: readonly unknown[]): string[] =>
  tags.flatMap((tag) => {
    const named = z.union([z.string(), z.looseObject({ name: z.string() })]).safeParse(tag);
    if (!named.success) return [];
    return [typeof named.data === 'string' ? named.data : named.data.name];
  });

async function partsOf(builder: ForeignBuilder, message: Message, title: string): Promise<Part[]> {
  const parts: Part[] = [];
  const name = t('imported.ofConversation', { title: shownName(title) });
  for (const { type, url } of message.files ?? []) {
    if (type !== 'image' || url === undefined) continue;
    const bytes = bytesOfAddress(url);
    const picture = bytes && (await builder.picture(name, bytes));
    if (picture) parts.push(picture);
    else if (!bytes) {
      builder.note(t('imported.onServer', { title: shownName(title) }));
      parts.push({ type: 'text', text: '[A picture that was not in the export]' });
    }
  }
  return [...parts, ...(await partsOfText(builder, name, message.content ?? ''))];
}
