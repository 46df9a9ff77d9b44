/** A turn of a conversation, wherever it is asked: the question, and the answer to it. */
import { keptBy, picturesShown, promptOf } from './prompt';
import { promptBranch } from './promptBranch';
import { titleOf } from './title';
import { AnswerWriter, type WriterOptions } from './writer';
import type { LoadedPackage, Turn } from '../runtime/types';
import type { Store } from '../store/open';
import type { Attachment, QuestionKind } from '../../shared/attachment';
import { tokensDrawn } from '../../shared/manifest';
import { wordsOf, type ImagePart, type Message, type Part } from '../../shared/message';

/** A question before it becomes a message, and the message that it follows. */
export interface PlacedQuestion extends QuestionKind {
  readonly text: string;
  readonly images: readonly Attachment[];
  readonly conversationId: string;
  /** Null for the first of a conversation. */
  readonly parentId: string | null;
}

/**
 * Saves a question and an empty answer, in the caller's transaction. A question beside others begins a
 * branch, which can be undone.
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

/** Saves an empty answer and shows its branch; returns its id. */
export function addAnswer({ messages, conversations }: Store, question: Message): string {
  const { id: parentId, conversationId } = question;
  const answerId = messages.add({ conversationId, parentId, role: 'assistant', parts: [] });
  conversations.setLeaf(conversationId, answerId);
  conversations.touch(conversationId);
  return answerId;
}

/** A writer for the answer to a question, whose pictures are the parents of what is drawn. */
export const writerOf = (
  question: Message,
  options: Omit<WriterOptions, 'conversationId' | 'lineage'>,
): AnswerWriter =>
  new AnswerWriter({
    ...options,
    conversationId: question.conversationId,
    lineage: { parents: picturesShown(question.parts), instruction: wordsOf(question.parts) },
  });

/** The prompt of an answer, and how many messages of its branch were not even read for it. */
export interface Prompted {
  readonly turns: Turn[];
  readonly above: number;
}

/**
 * Makes the prompt of an answer, and tells its writer which package draws.
 *
 * @param branchEnd reads at least so many of the messages that end with the question
 */
export async function beginAnswer(
  { images, conversations, messages }: Store,
  loaded: LoadedPackage,
  writer: AnswerWriter,
  question: Message,
  branchEnd: (least: number) => Message[],
): Promise<Prompted> {
  const { hash, manifest } = loaded;
  writer.drawnBy({ package: hash, packageName: manifest.name }, tokensDrawn(manifest));
  const { systemPrompt } = conversations.get(question.conversationId);
  const branch = promptBranch(manifest, branchEnd, () => messages.depth(question.id));
  const context = { images, package: keptBy(loaded) };
  return { turns: await promptOf(context, systemPrompt, branch.messages), above: branch.above };
}

/**
 * The parts of a question's message: what part of a picture it is about, its pictures or the frames
 * of its clip, its words. A picture that the model drew brings its kept visual tokens along.
 */
function questionParts(messages: Store['messages'], asked: PlacedQuestion): Part[] {
  const { text, images, framesPerSecond, region } = asked;
  const pictures = images.map((picture) => pictureOf(messages, picture));
  const parts: Part[] = region ? [region] : [];
  if (framesPerSecond !== undefined && pictures.length > 0) {
    parts.push({ type: 'frames', frames: pictures, framesPerSecond });
  } else {
    parts.push(...pictures);
  }
  if (text.trim() !== '') parts.push({ type: 'text', text });
  return parts;
}

function pictureOf(messages: Store['messages'], taken: Attachment): ImagePart {
  const { note: _, from, ...picture } = taken;
  const drawn = from && messages.find(from.messageId)?.parts[from.part];
  // If another drawing was chosen there meanwhile, only the pixels are meant.
  const kept = drawn?.type === 'image' && drawn.image === taken.image ? drawn.rendering : null;
  return { type: 'image', ...picture, rendering: kept };
}
