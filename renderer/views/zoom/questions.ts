import { wordsOf } from '../../state/outline';
import { thoughtOf, type AnswerKind } from '../../state/thought';
import type { ImagePart, RegionPart, Message } from '../../../shared/message';

export interface ImageQuestion {
  readonly key: string;
  readonly picture: ImagePart & { readonly image: string };
  readonly question: string;
  /** Message that the question follows; another question about the picture goes there too. */
  readonly follows: string | null;
  /** The newest answer of each kind. */
  readonly answers: Readonly<Partial<Record<AnswerKind, Message>>>;
  /** The question without a crop, whose answer can be asked for again; null when there is none. */
  readonly questionId: string | null;
  /** The part that the crop of the newest such question shows. */
  readonly region: RegionPart | null;
}

const imagesOf = (message: Message): ImagePart[] =>
  message.parts.filter((part) => part.type === 'image');

/**
 * All questions about a picture, oldest first, each with its newest answers.
 *
 * @param messages of all branches, parents first
 * @param phrase words that the package thinks visually with
 * @param asking what the answer that runs now was asked for
 */
export function imageQuestionsOf(
  messages: readonly Message[],
  phrase: string | null,
  asking: AnswerKind,
): ImageQuestion[] {
  const looks = new Map<string, ImageQuestion>();
  const byId = new Map(messages.map((message) => [message.id, message]));
  for (const message of messages) {
    const question = message.parentId === null ? undefined : byId.get(message.parentId);
    if (message.role !== 'assistant' || !question) continue;
    const look = imageQuestionOf(question);
    const known = look && looks.get(look.key);
    const kind = kindOf(message, question, phrase, asking) ?? (known ? 'direct' : null);
    if (!kind || !look) continue;
    looks.set(look.key, {
      ...look,
      questionId: kind === 'cropped' ? (known?.questionId ?? null) : look.questionId,
      region: look.region ?? known?.region ?? null,
      answers: { ...known?.answers, [kind]: message },
    });
  }
  return [...looks.values()];
}

function kindOf(
  message: Message,
  question: Message,
  phrase: string | null,
  asking: AnswerKind,
): AnswerKind | null {
  if (question.parts.some(({ type }) => type === 'region')) {
    // A part of a picture that is to be changed is a matter of the edit view.
    return imagesOf(question).length > 1 ? 'cropped' : null;
  }
  if (thoughtOf(message, phrase)) return 'thought';
  if (message.finish === 'running') return asking;
  return imagesOf(message).length > 0 ? null : 'direct';
}

function imageQuestionOf(question: Message): Omit<ImageQuestion, 'answers'> | null {
  const [picture] = imagesOf(question);
  const text = wordsOf(question);
  if (!picture || picture.image === null || text === '') return null;
  const region = question.parts.find((part) => part.type === 'region') ?? null;
  const { image } = picture;
  return {
    key: `${question.parentId ?? ''}:${image}:${text}`,
    picture: { ...picture, image },
    question: text,
    follows: question.parentId,
    questionId: question.id,
    region,
  };
}

/** The words of an answer without those that it thinks with. */
export function conclusionOf(message: Message, phrase: string | null): string {
  const thought = thoughtOf(message, phrase);
  return wordsOf({ parts: thought ? message.parts.slice(thought.part + 1) : message.parts });
}
