import type { Store } from '../../store/open';
import { titleOf } from '../title';
import { readLineage } from './lineage';
import type { CallOutput } from '../../../shared/ipc/contract';
import type { Lineage } from '../../../shared/lineage';
import type { ImagePart, Part } from '../../../shared/message';

type Opened = CallOutput<'lineage.open'>;

/**
 * Finds the step that a kept picture was saved from, or rebuilds its history in a new conversation
 * as far as the pictures on the way are still kept.
 *
 * @param image hash of the picture as it was attached, with its metadata
 * @throws AppError `missing`
 */
export async function openLineage(store: Store, image: string): Promise<Opened> {
  const { mediaType } = store.images.image(image);
  if (mediaType !== 'image/png') return { found: 'none' };
  const lineage = readLineage(await store.images.readImage(image));
  if (lineage === 'none' || lineage === 'foreign') return { found: lineage };
  const place = store.messages.drawn(lineage.picture);
  if (place) return { found: 'step', ...place };
  return store.transaction(() => rebuild(store, image, lineage));
}

function rebuild(store: Store, image: string, lineage: Lineage): Opened {
  const known = keptOf(store, image, lineage);
  // The last message shows the dropped picture itself, whatever else it contains.
  const before = lineage.messages.slice(0, -1);
  const first = before.findLastIndex(
    ({ parts }) => !picturesIn(parts).every((part) => part.image === null || known(part.image)),
  );
  const kept = lineage.messages.slice(first + 1);
  const conversation = store.conversations.create();
  const conversationId = conversation.id;
  if (lineage.systemPrompt !== '') {
    store.conversations.setSystemPrompt(conversationId, lineage.systemPrompt);
  }
  let parentId: string | null = null;
  for (const { role, parts } of kept) {
    const rebuilt = parts.map((part) => partOf(store, part, known));
    const messageId: string = store.messages.add({
      conversationId,
      parentId,
      role,
      parts: rebuilt,
    });
    if (role === 'assistant') store.messages.finish(messageId, 'stop', null, null);
    parentId = messageId;
  }
  const messageId = parentId ?? '';
  store.conversations.setLeaf(conversationId, messageId);
  const words = kept.flatMap(({ parts }) => parts).find((part) => part.type === 'text');
  store.conversations.titleIfNone(conversationId, titleOf(words?.text ?? ''));
  return {
    found: 'rebuilt',
    conversationId,
    messageId,
    part: lineage.part,
    missing: lineage.messages.length - kept.length,
  };
}

type Known = (image: string) => string | undefined;

/** Which stored picture corresponds to one of the history: the same, or the dropped one for the last. */
function keptOf(store: Store, dropped: string, { picture }: Lineage): Known {
  const seen = new Map<string, string | undefined>([[picture, dropped]]);
  return (image) => {
    if (!seen.has(image)) seen.set(image, store.images.has(image) ? image : undefined);
    return seen.get(image);
  };
}

const picturesIn = (parts: readonly Part[]): { readonly image: string | null }[] =>
  parts.flatMap((part): { readonly image: string | null }[] => {
    if (part.type === 'frames') return part.frames;
    return part.type === 'text' ? [] : [part];
  });

function partOf(store: Store, part: Part, known: Known): Part {
  switch (part.type) {
    case 'text':
      return part;
    case 'image':
      return pictureOf(store, part, known);
    case 'frames':
      return { ...part, frames: part.frames.map((frame) => pictureOf(store, frame, known)) };
    case 'region':
      return { ...part, image: known(part.image) ?? part.image };
  }
}

function pictureOf(store: Store, part: ImagePart, known: Known): ImagePart {
  const { rendering } = part;
  const image = part.image === null ? null : (known(part.image) ?? null);
  const tokens = rendering && [rendering.tokens, ...(rendering.drawn ? [rendering.drawn] : [])];
  const kept = tokens?.every((hash) => store.images.hasTokens(hash)) === true;
  if (!rendering || !kept) return { ...part, image, rendering: null };
  const parents = rendering.parents.flatMap((parent) => known(parent) ?? []);
  return { ...part, image, rendering: { ...rendering, parents } };
}
