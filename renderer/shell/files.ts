/** Where files go that are dropped or pasted: to the view that is on the screen. */
import { focusComposer } from '../commands';
import { takeSources } from '../edit/actions';
import { takeClips } from '../frames/take';
import { newConversation } from '../state/conversations';
import { takeFiles } from '../state/drafts';
import { useStudio } from '../state/studio';
import { takeLooks } from '../zoom/actions';
import type { PlaceName } from './places';

async function takeIntoQuestion(files: readonly File[]): Promise<void> {
  const id = useStudio.getState().view?.id ?? (await newConversation());
  if (!id) return;
  await takeFiles(id, files);
  focusComposer();
}

const takers: Readonly<Record<PlaceName, (files: readonly File[]) => Promise<void>>> = {
  chat: takeIntoQuestion,
  edit: takeSources,
  frames: takeClips,
  zoom: takeLooks,
  library: takeIntoQuestion,
};

/** Takes files into the view on the screen. */
export const takeIntoPlace = (files: readonly File[]): Promise<void> =>
  takers[useStudio.getState().place](files);
