/** A turn of a conversation, wherever it is asked: the question, and the answer to it. */
import { picturesShown, promptOf, wordsOf } from './prompt';
import { questionParts, type Asked } from './question';
import { titleOf } from './title';
import { AnswerWriter, type WriterOptions } from './writer';
import type { LoadedPackage, Turn } from '../runtime/types';
import type { Store } from '../store/open';
import type { Message } from '../../shared/message';

/** A question and the message that it follows; null for the first of a conversation. */
export interface PlacedQuestion extends Asked {
  readonly conversationId: string;
  readonly parentId: string | null;
}

/**
 * Keeps a question and an answer that begins, in a transaction of the caller's. A question beside
 * others is a branch, which can be undone.
 *
 * @returns the question, and the id of its answer
 */
export function addTurn(store: Store, question: PlacedQuestion): [Message, string] {
  const { conversations, messages, steps } = store;
  const { conversationId, parentId } = question;
  const before = conversations.get(conversationId).leafId;
  const isLeaf = messages.isLeaf(conversationId, parentId);
  const parts = questionParts(messages, question);
  const id = messages.add({ conversationId, parentId, role: 'user', parts });
  if (!isLeaf) steps.branched('branch', id, before);
  conversations.titleIfNone(conversationId, titleOf(question.text));
  const message = messages.get(id);
  return [message, addAnswer(store, message)];
}

/** Keeps an answer that begins, and shows its branch; returns its id. */
export function addAnswer({ messages, conversations }: Store, question: Message): string {
  const { id: parentId, conversationId } = question;
  const answerId = messages.add({ conversationId, parentId, role: 'assistant', parts: [] });
  conversations.setLeaf(conversationId, answerId);
  conversations.touch(conversationId);
  return answerId;
}

/** Writes an answer to a question down; what it draws descends from what the question shows. */
export const writerOf = (
  question: Message,
  options: Omit<WriterOptions, 'conversationId' | 'lineage'>,
): AnswerWriter =>
  new AnswerWriter({
    ...options,
    conversationId: question.conversationId,
    lineage: { parents: picturesShown(question.parts), instruction: wordsOf(question.parts) },
  });

/**
 * The prompt of an answer that begins, whose writer learns who draws.
 *
 * @param branch messages from the root to the question
 */
export function beginAnswer(
  { images, conversations }: Store,
  { hash, manifest }: LoadedPackage,
  writer: AnswerWriter,
  branch: readonly Message[],
  conversationId: string,
): Promise<Turn[]> {
  const { visualTokens } = manifest.visionEncoder;
  writer.drawnBy({ package: hash, packageName: manifest.name }, visualTokens);
  const { systemPrompt } = conversations.get(conversationId);
  return promptOf({ images, package: hash }, systemPrompt, branch);
}
