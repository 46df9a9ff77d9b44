import type { Store } from '../store/open';
import type { Attachment, QuestionKind } from '../../shared/attachment';
import type { ImagePart, Part } from '../../shared/message';

/** What a person asks, before it is a message. */
export interface Asked extends QuestionKind {
  readonly text: string;
  readonly images: readonly Attachment[];
}

/**
 * The parts of a question's message: what part of a picture it is about, its pictures or the frames
 * of its clip, its words. A picture that the model drew brings its kept visual tokens along.
 */
export function questionParts(messages: Store['messages'], asked: Asked): Part[] {
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
  // Another drawing may have been chosen there meanwhile; then only the pixels are meant.
  const kept = drawn?.type === 'image' && drawn.image === taken.image ? drawn.rendering : null;
  return { type: 'image', ...picture, rendering: kept };
}
