/** Where files go that are dropped or pasted: to the view that is on the screen. */
import { focusComposer } from '../state/focus';
import { takeSources } from '../views/edit/actions';
import { isVideo, takeClips } from '../views/frames/take';
import { words } from '../i18n';
import { openOrNew } from '../state/conversations';
import { takeFiles } from '../state/drafts';
import { notify } from '../state/notify';
import { useStudio } from '../state/studio';
import { addImages } from '../views/zoom/actions';
import type { ViewName } from '../state/views';

async function takeIntoQuestion(files: readonly File[]): Promise<void> {
  const id = await openOrNew();
  if (!id) return;
  await takeFiles(id, files);
  focusComposer();
}

const takers: Readonly<Record<ViewName, (files: readonly File[]) => Promise<void>>> = {
  chat: takeIntoQuestion,
  edit: takeSources,
  frames: takeClips,
  zoom: addImages,
  library: takeIntoQuestion,
};

/** Takes files into the view on the screen; a video goes to the one view that reads it. */
export async function dropIntoView(files: readonly File[]): Promise<void> {
  const { place } = useStudio.getState();
  if (place === 'frames') return takeClips(files);
  const videos = files.filter(isVideo);
  const others = files.filter((file) => !isVideo(file));
  if (others.length > 0) await takers[place](others);
  if (videos.length === 0) return;
  useStudio.setState({ place: 'frames' });
  notify(words('frames.hereInstead'));
  await takeClips(videos);
}
