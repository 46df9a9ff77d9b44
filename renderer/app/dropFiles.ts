/** Where files go that are dropped or pasted: to the view that is on the screen. */
import { noteLeftOut } from './fieldLimit';
import { words } from '../i18n';
import { changeDraft } from '../state/drafts';
import { COMPOSER_ID, focusComposer } from '../state/focus';
import { showView } from '../state/goTo';
import { notify } from '../state/notify';
import { emptyDraft, useStudio } from '../state/studio';
import { isVideo, takeClips } from '../views/frames/take';
import { views } from '../views/registry';

/** Takes files into the view on the screen; a video goes to the one view that reads it. */
export async function dropIntoView(files: readonly File[]): Promise<void> {
  const { place } = useStudio.getState();
  if (place === 'frames') return takeClips(files);
  const videos = files.filter(isVideo);
  const others = files.filter((file) => !isVideo(file));
  if (others.length > 0) await views[place].takeFiles(others);
  if (videos.length === 0) return;
  showView('frames');
  notify(words('frames.hereInstead'));
  await takeClips(videos);
}

/**
 * Puts dropped words behind those of the question on the screen.
 *
 * @param address whether they are one: nothing is fetched from it, and that is said
 */
export function dropWords(dropped: string, address: boolean): void {
  const id = useStudio.getState().view?.id;
  const field = document.getElementById(COMPOSER_ID);
  if (id === undefined || !(field instanceof HTMLTextAreaElement)) {
    notify(words('drop.noField'));
    return;
  }
  const { maxLength } = field;
  const before = (useStudio.getState().drafts[id] ?? emptyDraft).text;
  const value = before === '' || /\s$/.test(before) ? before : `${before} `;
  noteLeftOut({ value, maxLength, selectionStart: 0, selectionEnd: 0 }, dropped);
  const text = value + dropped;
  changeDraft(id, (draft) => ({ ...draft, text: maxLength < 0 ? text : text.slice(0, maxLength) }));
  if (address) notify(words('drop.address'));
  focusComposer();
}
