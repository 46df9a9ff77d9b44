import { call } from '../../api';
import { asAttachment } from '../../state/chat';
import { openOrNew } from '../../state/conversations';
import { addPictures, changeDraft, flushDraft, removePicture } from '../../state/drafts';
import { takeEach } from '../../state/uploads';
import { attempt, notify } from '../../state/notify';
import { useStudio } from '../../state/studio';
import { words } from '../../i18n';
import { draftKey } from '../../state/outline';
import { openStep } from '../../state/goTo';
import type { Step } from './steps';
import { padded, selectStep, useEdit, type Fit } from '../../state/edit';
import type { CallInput } from '../../../shared/ipc/contract';
import type { Attachment } from '../../../shared/attachment';

type Question = CallInput<'chat.send'>;

/** The pictures and the region that a question about a step carries. */
async function shownOf(step: Step, fit: Fit): Promise<Pick<Question, 'images' | 'region'>> {
  const { picture, message, part, region } = step;
  if (!picture || picture.image === null) return { images: [] };
  const [taken] = asAttachment(picture);
  if (!taken) return { images: [] };
  if (step.kind === 'drawn' && message) {
    const last = message.parts.findLastIndex((one) => one.type === 'image');
    // The last picture of the answer is what the conversation goes on from; others are shown again.
    return last === part
      ? { images: [] }
      : { images: [{ ...taken, from: { messageId: message.id, part } }] };
  }
  if (fit.mode === 'crop') {
    const { image } = picture;
    const crop = await call('pictures.crop', { image, box: fit.box });
    return { images: [crop], region: { type: 'region', image, ...fit.box, similarity: 1 } };
  }
  return { images: [taken], ...(region ? { region } : {}) };
}

/**
 * Sends instructions for a step, one after the other; those after the first wait in the queue and
 * each goes on from the result of the one before.
 */
export async function instruct(step: Step, instructions: readonly string[]): Promise<boolean> {
  const { view, answering } = useStudio.getState();
  const [first, ...others] = instructions.map((one) => one.trim()).filter((one) => one !== '');
  if (!view || first === undefined) return false;
  if (others.length > 0 && Object.keys(answering).length > 0) {
    notify(words('edit.listBusy'));
    return false;
  }
  const conversationId = view.id;
  const fit = useEdit.getState().fits[step.picture?.image ?? ''] ?? padded;
  useEdit.setState({ follow: true });
  const sent = await attempt(async () => {
    const shown = await shownOf(step, fit);
    const question = { conversationId, think: 'auto' as const };
    await call('chat.send', { ...question, ...shown, parentId: step.follows, text: first });
    for (const text of others) {
      const { conversation } = await call('conversations.open', { id: conversationId });
      await call('chat.send', { ...question, parentId: conversation.leafId, text, images: [] });
    }
    return true;
  });
  if (!sent) return false;
  const asked = step.picture?.image;
  changeDraft(conversationId, (draft) => ({
    text: instructions.includes(draft.text.trim()) ? '' : draft.text,
    images: draft.images.filter(({ image }) => step.message !== null || image !== asked),
  }));
  await flushDraft(conversationId);
  return true;
}

/** Takes pictures into the edit view; one that carries its history opens its step. */
export async function takeSources(files: readonly File[]): Promise<void> {
  const id = await openOrNew();
  if (!id) return;
  await takeEach(files, (picture) => addSource(id, picture));
}

/** Lets the person pick pictures to change. */
export async function pickSources(): Promise<void> {
  const picked = await attempt(() => call('pictures.pick', {}));
  const id = picked && picked.length > 0 ? await openOrNew() : undefined;
  if (!id || !picked) return;
  for (const picture of picked) await addSource(id, picture);
}

async function addSource(id: string, picture: Attachment): Promise<void> {
  const opened = await attempt(() => call('lineage.open', { image: picture.image }));
  if (opened?.found === 'step' || opened?.found === 'rebuilt') {
    await openStep(opened.conversationId, opened);
    if (opened.found === 'step') notify(words('edit.openedStep'));
    else if (opened.missing === 0) notify(words('edit.rebuilt'));
    else notify(words('edit.rebuiltPartly', { count: opened.missing }));
    return;
  }
  if (opened?.found === 'foreign') notify(words('edit.foreign'));
  addPictures(id, [picture]);
  // A change that is being made stays on the screen.
  if (useStudio.getState().answering[id]) notify(words('edit.added'));
  else selectStep(draftKey(picture.image));
}

/** Takes a picture that was not asked about yet away again. */
export function removeSource(image: string): void {
  const { view } = useStudio.getState();
  if (!view) return;
  removePicture(view.id, image);
  selectStep(null);
}

/** Goes back to what a step was made from; true when there was something. */
export function undoStep(shown: Step | undefined): boolean {
  if (!shown || shown.parent === null) return false;
  const { forward } = useEdit.getState();
  useEdit.setState({ selected: shown.parent, forward: [...forward, shown.key], follow: false });
  return true;
}

/** Goes forward again to the step that was left last, else to the newest made from this one. */
export function redoStep(shown: Step | undefined, steps: readonly Step[]): boolean {
  const { forward } = useEdit.getState();
  const next = forward.at(-1) ?? steps.findLast(({ parent }) => shown && parent === shown.key)?.key;
  if (next === undefined) return false;
  useEdit.setState({ selected: next, forward: forward.slice(0, -1), follow: false });
  return true;
}
