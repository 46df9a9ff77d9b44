/** Files that come into the window: looked at before their bytes are read into memory. */
import type { TakenPicture } from '../../shared/ipc/contract';
import { MOST_BYTES, tooLong, unreadable } from '../../shared/foreignPicture';
import { call, StudioError } from '../api';

/** Refuses a file that is too long for a picture, unread. */
export function checkLength({ name, size }: File): void {
  if (size > MOST_BYTES) throw new StudioError('input', tooLong(name).message);
}

/**
 * Takes a dropped, pasted or picked picture into the store.
 *
 * @throws StudioError for what is too long, cannot be read (a folder, say) or is no picture
 */
export async function takeFile(file: File): Promise<TakenPicture> {
  checkLength(file);
  const { name } = file;
  const bytes = await file.arrayBuffer().catch(() => {
    throw new StudioError('input', unreadable(name).message);
  });
  return call('pictures.take', { name, bytes: new Uint8Array(bytes) });
}
