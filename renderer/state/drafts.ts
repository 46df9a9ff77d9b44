import { call } from '../api';
import { words } from '../i18n';
import { takeEach } from './uploads';
import { notify, notifyError } from './notify';
import { emptyDraft, useStudio, withDraft } from './studio';
import type { Attachment, Draft } from '../../shared/attachment';

const SAVE_AFTER_MS = 400;
/** Most pictures that a question may carry (the contract's bound). */
const MOST_PICTURES = 64;
const timers = new Map<string, number>();

/** Changes the draft of a conversation and saves it soon. */
export function changeDraft(id: string, change: (draft: Draft) => Draft): void {
  useStudio.setState((state) => withDraft(state, id, change));
  window.clearTimeout(timers.get(id));
  timers.set(
    id,
    window.setTimeout(() => void flushDraft(id), SAVE_AFTER_MS),
  );
}

/** Puts words into a draft, in the place of those that were there. */
export const writeDraft = (id: string, text: string): void =>
  changeDraft(id, (draft) => ({ ...draft, text }));

/** The words of a draft. */
export const useDraftText = (id: string): string =>
  useStudio(({ drafts }) => (drafts[id] ?? emptyDraft).text);

/** Saves a changed draft at once. */
export async function flushDraft(id: string): Promise<void> {
  if (!timers.has(id)) return;
  window.clearTimeout(timers.get(id));
  timers.delete(id);
  try {
    await call('draft.save', { id, draft: useStudio.getState().drafts[id] ?? emptyDraft });
  } catch (error) {
    notifyError(error, words('error.draft'));
  }
}

/** Saves all changed drafts at once. */
export async function flushDrafts(): Promise<void> {
  await Promise.all([...timers.keys()].map(flushDraft));
}

/** Adds pictures to a draft, each once, and says what was done to them on the way in. */
export function addPictures(id: string, pictures: readonly Attachment[]): void {
  for (const picture of pictures) if (picture.note) notify(picture.note);
  changeDraft(id, (draft) => {
    const there = new Set(draft.images.map((picture) => picture.image));
    const images = [...draft.images, ...pictures.filter((picture) => !there.has(picture.image))];
    if (images.length > MOST_PICTURES) notify(words('composer.tooMany', { most: MOST_PICTURES }));
    return { ...draft, images: images.slice(0, MOST_PICTURES) };
  });
}

/** Takes a picture out of a draft. */
export const removePicture = (id: string, image: string): void =>
  changeDraft(id, (draft) => ({
    ...draft,
    images: draft.images.filter((picture) => picture.image !== image),
  }));

/** Takes dropped or pasted files into a draft; each that is refused gets its sentence. */
export async function takeFiles(id: string, files: readonly File[]): Promise<void> {
  const count = (by: number): void =>
    useStudio.setState(({ uploading }) => ({
      uploading: { ...uploading, [id]: Math.max(0, (uploading[id] ?? 0) + by) },
    }));
  count(files.length);
  for (const file of files) {
    await takeEach([file], (picture) => addPictures(id, [picture]));
    count(-1);
  }
}

/** Lets the person pick files for a draft. */
export async function pickPictures(id: string): Promise<void> {
  try {
    addPictures(id, await call('pictures.pick', {}));
  } catch (error) {
    notifyError(error);
  }
}
