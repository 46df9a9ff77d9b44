/** Where files go that are dropped or pasted: to the view that is on the screen. */
import { words } from '../i18n';
import { showView } from '../state/goTo';
import { notify } from '../state/notify';
import { useStudio } from '../state/studio';
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
