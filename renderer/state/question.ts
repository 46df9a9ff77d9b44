/** Pictures on their way into the next question. */
import { openOrNew } from './conversations';
import { pickPictures, takeFiles } from './drafts';
import { focusComposer } from './focus';
import { useStudio } from './studio';

/** Takes files into the next question of the open conversation, else of a new one. */
export async function takeIntoQuestion(files: readonly File[]): Promise<void> {
  const id = await openOrNew();
  if (!id) return;
  await takeFiles(id, files);
  focusComposer();
}

/** Lets the person pick pictures for the next question of the open conversation. */
export function pickForQuestion(): void {
  const id = useStudio.getState().view?.id;
  if (id) void pickPictures(id);
}
