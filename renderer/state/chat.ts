import { call } from '../api';
import { addPictures, changeDraft, flushDraft } from './drafts';
import { attempt } from './notify';
import { emptyDraft, useStudio } from './studio';
import { replaceMessage } from './view';
import type { Attachment, QuestionKind } from '../../shared/attachment';
import { textsOf, type ImagePart, type Message } from '../../shared/message';

/** The words of a message, its text parts joined. */
export const textOf = (message: Message): string => textsOf(message.parts).join('\n\n').trim();

/** A picture of a message as one that can be sent again; nothing when it has no pixels. */
export function asAttachment({ image, width, height, mediaType }: ImagePart): Attachment[] {
  return image === null ? [] : [{ image, width, height, mediaType, note: '' }];
}

/** The pictures and frames of a message, in order; drawn ones keep their visual tokens. */
export const picturesOf = (message: Message): Attachment[] =>
  message.parts.flatMap((part, index) => {
    if (part.type === 'frames') return part.frames.flatMap(asAttachment);
    if (part.type !== 'image') return [];
    const from = { messageId: message.id, part: index };
    return asAttachment(part).map((taken) => (part.rendering ? { ...taken, from } : taken));
  });

/** What a question says beside its words and pictures, to be said again. */
function kindOf(message: Message): QuestionKind {
  const clip = message.parts.find((part) => part.type === 'frames');
  const region = message.parts.find((part) => part.type === 'region');
  return {
    ...(clip ? { framesPerSecond: clip.framesPerSecond } : {}),
    ...(region ? { region } : {}),
  };
}

/** Sends the draft of the open conversation; it stays a draft when the question is refused. */
export async function sendDraft(): Promise<void> {
  const { view, drafts, think, answerKind, continuing } = useStudio.getState();
  const draft = view && drafts[view.id];
  if (!view?.conversation || !draft) return;
  if (!draft.text.trim() && draft.images.length === 0) return;
  useStudio.setState({ follow: true });
  changeDraft(view.id, () => emptyDraft);
  const sent = await attempt(() =>
    call('chat.send', {
      conversationId: view.id,
      parentId: continuing ?? view.messages.at(-1)?.id ?? null,
      text: draft.text.trim(),
      images: draft.images,
      think,
      answer: answerKind,
    }),
  );
  if (sent) useStudio.setState({ continuing: null });
  else {
    // What was typed meanwhile stays behind the question that was refused.
    changeDraft(view.id, (now) => ({
      text: now.text ? `${draft.text}\n${now.text}` : draft.text,
      images: [...draft.images, ...now.images],
    }));
  }
  await flushDraft(view.id);
}

/** Begins to change a question in its place. */
export const beginEditing = (message: Message): void =>
  useStudio.setState({
    editing: { messageId: message.id, text: textOf(message), images: picturesOf(message) },
  });

/** Begins to change the last question; false when there is none. */
export function editLastQuestion(): boolean {
  const question = useStudio.getState().view?.messages.findLast((m) => m.role === 'user');
  if (question) beginEditing(question);
  return question !== undefined;
}

/** Sends the changed question beside the old one, as a new branch. */
export async function sendEdited(): Promise<void> {
  const { view, editing, think, answerKind } = useStudio.getState();
  const old = view?.messages.find((message) => message.id === editing?.messageId);
  if (!view || !editing || !old) return;
  useStudio.setState({ follow: true });
  const sent = await attempt(() =>
    call('chat.send', {
      conversationId: view.id,
      parentId: old.parentId,
      text: editing.text.trim(),
      images: [...editing.images],
      think,
      answer: answerKind,
      ...kindOf(old),
    }),
  );
  if (sent) useStudio.setState({ editing: null });
}

/** Asks for another answer to the same question. */
export async function regenerate(message: Message): Promise<void> {
  const { think, answerKind } = useStudio.getState();
  useStudio.setState({ follow: true });
  await attempt(() =>
    call('chat.regenerate', {
      conversationId: message.conversationId,
      messageId: message.id,
      think,
      answer: answerKind,
    }),
  );
}

/** Stops the answer that runs in the open conversation; false when none does. */
export function stopAnswer(): boolean {
  const { view, answering } = useStudio.getState();
  if (!view || (!view.running && !answering[view.id])) return false;
  void attempt(() => call('chat.stop', { conversationId: view.id }));
  return true;
}

/** Changes a question that waits. */
export async function changeQueued(id: string, text: string): Promise<void> {
  await attempt(() => call('queue.change', { id, text: text.trim() }));
}

/** Takes a question out of the queue. */
export async function removeQueued(id: string): Promise<void> {
  await attempt(() => call('queue.remove', { id }));
}

/** Puts a picture into the next question of the open conversation. */
export function askAboutPicture(part: ImagePart): void {
  const { view } = useStudio.getState();
  if (view) addPictures(view.id, asAttachment(part));
}

/** Puts a drawing chosen among variants in the place of the old one. */
export async function choosePicture(
  messageId: string,
  part: number,
  chosen: ImagePart,
): Promise<boolean> {
  const message = await attempt(() => call('pictures.choose', { messageId, part, chosen }));
  if (!message) return false;
  useStudio.setState(({ view }) => ({ view: view && replaceMessage(view, message) }));
  return true;
}
