import { hashOf } from '../store/files';
import type { ArchivedConversation } from '../../shared/archive/schema';

/** Canonical JSON: the keys of every object sorted by code points, no spaces. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
    const entries = Object.entries(inner).filter(([, field]) => field !== undefined);
    return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
  });
}

const hashText = (text: string): string => hashOf(new TextEncoder().encode(text));

/** Hash of one conversation: SHA-256 of its canonical JSON. */
export const conversationHash = (conversation: ArchivedConversation): string =>
  hashText(canonicalJson(conversation));

const sorted = (words: Iterable<string>): string[] => [...new Set(words)].sort();

/** The parts that a content hash is made of, in any order. */
export interface Hashed {
  readonly conversations: readonly { readonly id: string; readonly hash: string }[];
  /** Hashes of all pictures and visual tokens that the conversations use, present or missing. */
  readonly images: Iterable<string>;
  readonly tokens: Iterable<string>;
}

/** Content hash of an archive: the same content gives the same hash on every machine. */
export function contentHash({ conversations, images, tokens }: Hashed): string {
  const listed = conversations.map(({ id, hash }) => ({ id, hash }));
  return hashText(
    canonicalJson({
      conversations: listed.sort((a, b) => (a.id < b.id ? -1 : 1)),
      images: sorted(images),
      tokens: sorted(tokens),
    }),
  );
}
