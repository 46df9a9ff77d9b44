/** Answers that think visually before they conclude. */
import { useManifest } from './studio';
import type { PartRef } from '../../shared/attachment';
import type { Message } from '../../shared/message';

export const answerKinds = ['thought', 'cropped', 'direct'] as const;
/** How an answer came about: by an imagined zoom, by a true crop beside the picture, or at once. */
export type AnswerKind = (typeof answerKinds)[number];

/** Words that the loaded package thinks visually with; null where it cannot. */
export const usePhrase = (): string | null => useManifest()?.prompts.thinkingPhrase ?? null;

/**
 * The imagined zoom of an answer that thought visually: a picture after the package's phrase, or,
 * where no phrase is known, one between words.
 */
export function thoughtOf(message: Message, phrase: string | null): PartRef | null {
  const part = message.parts.findIndex(({ type }) => type === 'image');
  if (message.role !== 'assistant' || part < 0) return null;
  const first = message.parts[0];
  const opening = first?.type === 'text' ? first.text.trimStart() : '';
  const continues = part > 0 && message.parts[part + 1]?.type === 'text';
  const thinks = phrase === null ? continues : opening.startsWith(phrase.trim());
  return thinks ? { messageId: message.id, part } : null;
}
