import { call, errorMessage, StudioError } from '../../api';
import { asAttachment } from '../../state/chat';
import { openOrNew } from '../../state/conversations';
import { changeDraft, flushDraft, removePicture } from '../../state/drafts';
import { takeEach } from '../../state/uploads';
import { attempt } from '../../state/notify';
import { useStudio } from '../../state/studio';
import type { AnswerKind } from '../../state/thought';
import type { ImageQuestion } from './questions';
import { addQuestion, changeFinding, useZoom } from '../../state/zoom';
import type { CallInput } from '../../../shared/ipc/contract';
import type { Box } from '../../../shared/image';
import type { PartRef, Attachment } from '../../../shared/attachment';
import type { RegionPart } from '../../../shared/message';

async function send(
  asking: AnswerKind,
  question: Omit<CallInput<'chat.send'>, 'conversationId'>,
): Promise<boolean> {
  const { view } = useStudio.getState();
  if (!view) return false;
  useZoom.setState({ asking, follow: true });
  const sent = await attempt(() =>
    call('chat.send', { conversationId: view.id, ...question }).then(() => true),
  );
  return sent === true;
}

/** Asks about a picture; the model thinks visually where the package can. */
export async function askAbout(
  picture: Attachment,
  follows: string | null,
  text: string,
): Promise<void> {
  const { view, status } = useStudio.getState();
  if (!view || text.trim() === '') return;
  const thinks = status.state === 'ready' && status.manifest.prompts.thinkingPhrase !== null;
  const sent = await send(thinks ? 'thought' : 'direct', {
    parentId: follows,
    text: text.trim(),
    images: [picture],
    think: thinks ? 'always' : 'auto',
  });
  if (!sent) return;
  changeDraft(view.id, (draft) => ({
    text: draft.text === text ? '' : draft.text,
    images: draft.images.filter(({ image }) => image !== picture.image),
  }));
  await flushDraft(view.id);
}

/** The same question with the marked part beside the picture, and no thinking. */
export async function askWithCrop(look: ImageQuestion, mark: RegionPart): Promise<void> {
  const { image, x, y, width, height } = mark;
  const crop = await attempt(() => call('pictures.crop', { image, box: { x, y, width, height } }));
  if (!crop) return;
  await send('cropped', {
    parentId: look.follows,
    text: look.question,
    images: [...asAttachment(look.picture), crop],
    region: mark,
    think: 'never',
  });
}

/** The same question answered at once. */
export async function askAtOnce(look: ImageQuestion): Promise<void> {
  await askAgain(look, 'direct');
}

/** The same question thought about visually. */
export async function askThinking(look: ImageQuestion): Promise<void> {
  await askAgain(look, 'thought');
}

async function askAgain(look: ImageQuestion, asking: 'direct' | 'thought'): Promise<void> {
  const { view } = useStudio.getState();
  const think = asking === 'direct' ? 'never' : 'always';
  const messageId = look.questionId;
  if (!view) return;
  if (messageId === null) {
    const images = asAttachment(look.picture);
    await send(asking, { parentId: look.follows, text: look.question, images, think });
    return;
  }
  useZoom.setState({ asking, follow: true });
  await attempt(() => call('chat.regenerate', { conversationId: view.id, messageId, think }));
}

/** Looks for the part of the picture that the model imagined. */
export async function locate(look: ImageQuestion, place: PartRef): Promise<void> {
  const { key } = look;
  changeFinding(key, { state: 'searching', error: null });
  try {
    const found = await call('zoom.locate', { image: look.picture.image, place });
    changeFinding(key, { state: 'found', found, mark: null });
  } catch (error) {
    const stopped = error instanceof StudioError && error.code === 'cancelled';
    changeFinding(key, {
      state: stopped ? 'stopped' : 'failed',
      error: stopped ? null : errorMessage(error),
    });
  }
}

/** Stops the search. */
export const stopLocating = (): void => void attempt(() => call('pictures.stop', {}));

/** Shows the mark where the person drags it; how near it is comes when it is let go. */
export function moveMark(look: ImageQuestion, box: Box): void {
  const { image } = look.picture;
  const similarity = useZoom.getState().findings[look.key]?.mark?.similarity ?? 0;
  changeFinding(look.key, {
    mark: { type: 'region', image, ...box, similarity },
    comparison: 'running',
  });
}

/** Compares the mark of the person with what was imagined. */
export async function compareMark(
  look: ImageQuestion,
  place: PartRef | null,
  box: Box,
): Promise<void> {
  if (!place) return;
  const { image } = look.picture;
  const mark = await attempt(() => call('zoom.compare', { image, place, box }));
  const now = useZoom.getState().findings[look.key]?.mark;
  // The mark may have been dragged on meanwhile.
  if (now?.x !== box.x || now.y !== box.y || now.width !== box.width) return;
  changeFinding(look.key, mark ? { mark, comparison: 'done' } : { comparison: 'failed' });
}

/** Takes pictures into the zoom view. */
export async function addImages(files: readonly File[]): Promise<void> {
  const id = await openOrNew();
  if (!id) return;
  await takeEach(files, (picture) => addQuestion(id, picture));
}

/** Lets the person pick pictures to ask about. */
export async function pickImages(): Promise<void> {
  const picked = await attempt(() => call('pictures.pick', {}));
  if (!picked || picked.length === 0) return;
  const id = await openOrNew();
  if (id) for (const picture of picked) addQuestion(id, picture);
}

/** Takes a picture that was not asked about yet away again. */
export function removeQuestion(image: string): void {
  const { view } = useStudio.getState();
  if (!view) return;
  removePicture(view.id, image);
  useZoom.setState({ selected: null });
}
