import { z } from 'zod';
import { t } from '../../../shared/i18n/translate';
import type { Part } from '../../../shared/message';
import type { Task } from '../../../shared/task';
import type { Inspect } from '../../images/types';
import { shownName } from '../error';
import type { Source } from '../source';
import { ForeignBuilder, type ForeignMessage } from './builder';
import { Assets, idOfPointer } from './chatgptAssets';
import { documentWords, fenced, sourcesSchema, withoutMarks, writesDocument } from './chatgptWords';
import type { Files } from './files';
import { itemsOf } from './items';

/** Files of conversations: one, or numbered ones in newer exports. */
export const CHATGPT_FILE = /^(.*\/)?conversations(-\d+)?\.json$/;

const seconds = z.number().nullish().catch(null);
const words = z.string().nullish().catch(null);
const pointerSchema = z.looseObject({ asset_pointer: z.string() });
const partSchema = z.union([
  z.string(),
  z.looseObject({ content_type: words, asset_pointer: z.string() }),
  z.looseObject({ content_type: words, text: z.string() }),
  z.looseObject({ content_type: z.string() }),
  z.unknown().transform(() => null),
]);
const attachmentSchema = z
  .looseObject({ id: words, name: z.string(), mime_type: words })
  .nullable()
  .catch(null);
const messageSchema = z.looseObject({
  author: z.looseObject({ role: z.string() }),
  create_time: seconds,
  content: z.looseObject({
    content_type: words,
    parts: z.array(partSchema).nullish().catch(null),
    text: words,
    language: words,
  }),
  recipient: words,
  metadata: z
    .looseObject({
      is_visually_hidden_from_conversation: z.boolean().nullish().catch(null),
      attachments: z.array(attachmentSchema).nullish().catch(null),
      /** What code that ran has shown. */
      aggregate_result: z
        .looseObject({
          messages: z.array(z.looseObject({ image_url: words }).nullable().catch(null)),
        })
        .nullish()
        .catch(null),
      ...sourcesSchema.shape,
    })
    .nullish()
    .catch(null),
});
const nodeSchema = z.looseObject({ parent: words, message: z.unknown() });
const conversationSchema = z.looseObject({
  id: words,
  conversation_id: words,
  title: words,
  create_time: seconds,
  update_time: seconds,
  mapping: z.record(z.string(), z.unknown()),
  current_node: words,
  is_archived: z.boolean().nullish().catch(null),
});
type Message = z.infer<typeof messageSchema>;
type MessagePart = z.infer<typeof partSchema>;

/** Whether JSON looks like a conversation of ChatGPT. */
export const isChatGpt = (json: unknown): boolean => conversationSchema.safeParse(json).success;

/**
 * Opens an export of ChatGPT: the tree of each conversation, with the pictures in the export.
 *
 * @param names files of conversations, each a list of them or one alone
 */
export async function openChatGpt(
  files: Files,
  names: readonly string[],
  inspect: Inspect,
  task: Task,
): Promise<Source> {
  const builder = new ForeignBuilder('chatgpt', inspect);
  const assets = new Assets(files, builder);
  for (const name of names.toSorted()) {
    let index = 0;
    for await (const { value, path } of itemsOf(files, name, builder, task)) {
      const parsed = conversationSchema.safeParse(value);
      if (parsed.success) await addConversation(builder, assets, parsed.data, `${name} ${index}`);
      else if (path.length === 0) {
        builder.note(t('imported.noList', { name: shownName(name) }));
      } else {
        builder.note(t('imported.conversationForm', { number: index + 1, name: shownName(name) }));
      }
      index += 1;
    }
  }
  assets.finish();
  return builder.finish(() => files.close());
}

async function addConversation(
  builder: ForeignBuilder,
  assets: Assets,
  conversation: z.infer<typeof conversationSchema>,
  place: string,
): Promise<void> {
  const messages: ForeignMessage[] = [];
  const title = conversation.title ?? '';
  const created = (conversation.create_time ?? 0) * 1000;
  let odd = 0;
  for (const [key, json] of Object.entries(conversation.mapping)) {
    const node = nodeSchema.safeParse(json).data;
    const message = node?.message ? messageSchema.safeParse(node.message).data : undefined;
    if (!message && (!node || (node.message ?? null) !== null)) odd += 1;
    messages.push({
      key,
      parent: node?.parent ?? null,
      role: message?.author.role === 'user' ? 'user' : 'assistant',
      createdAt: (message?.create_time ?? 0) * 1000 || created,
      parts: message ? await partsOf(message, assets) : [],
    });
  }
  builder.left(title, odd);
  builder.add({
    key: conversation.conversation_id ?? conversation.id ?? place,
    title,
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
  if (author.role === 'system' || hidden) return [];
  if (author.role === 'assistant' && (recipient ?? 'all') !== 'all') {
    return callParts(message);
  }
  const spoken = author.role !== 'tool';
  const parts = await attachedParts(message, assets);
  if (content.content_type === 'code' && content.text && spoken) {
    parts.push({ type: 'text', text: fenced(content.text, content.language ?? '') });
  }
  for (const part of content.parts ?? []) {
    const pointer = part && typeof part !== 'string' ? pointerSchema.safeParse(part).data : null;
    if (isRecording(part)) assets.recording();
    else if (pointer) parts.push(...(await assets.parts(pointer.asset_pointer)));
    // Tools speak to the model; only their pictures are shown.
    else if (spoken) parts.push(...spokenIn(part, message));
  }
  for (const shown of metadata?.aggregate_result?.messages ?? []) {
    if (shown?.image_url && idOfPointer(shown.image_url) !== '') {
      parts.push(...(await assets.parts(shown.image_url)));
    }
  }
  return parts;
}

/** Of what is sent to tools a person sees the documents beside the conversation. */
function callParts({ recipient, content }: Message): Part[] {
  if (!writesDocument(recipient ?? '')) return [];
  const first = content.parts?.find((part) => typeof part === 'string');
  const call = content.text ?? first ?? '';
  const text = documentWords(call) ?? fenced(call, '');
  return call.trim() === '' ? [] : [{ type: 'text', text }];
}

function spokenIn(part: MessagePart, { author, metadata }: Message): Part[] {
  const said = typeof part === 'string' ? part : part?.text;
  if (typeof said !== 'string') return [];
  const text = author.role === 'user' ? said : withoutMarks(said, metadata ?? {});
  return text.trim() === '' ? [] : [{ type: 'text', text }];
}

/** Sound and moving pictures, whose words stand beside them. */
function isRecording(part: MessagePart): boolean {
  if (part === null || typeof part === 'string') return false;
  return /audio|video/.test(part.content_type ?? '') && typeof part.text !== 'string';
}

/** Names of files that came with a question; pictures that its parts do not show themselves. */
async function attachedParts(message: Message, assets: Assets): Promise<Part[]> {
  const { content, metadata } = message;
  const shown = new Set(
    (content.parts ?? []).map((part) =>
      idOfPointer(pointerSchema.safeParse(part).data?.asset_pointer ?? ''),
    ),
  );
  const parts: Part[] = [];
  for (const attachment of metadata?.attachments ?? []) {
    if (!attachment) continue;
    const id = idOfPointer(attachment.id ?? '');
    if (id !== '' && shown.has(id)) continue;
    const picture = assets.holdsPicture(id);
    parts.push(...(picture ? await assets.parts(id) : assets.attached(attachment.name)));
  }
  return parts;
}
