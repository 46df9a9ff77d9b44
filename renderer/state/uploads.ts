import { call, StudioError } from '../api';
import type { Attachment } from '../../shared/attachment';
import { MOST_BYTES, tooLong, unreadable } from '../../shared/foreignPicture';

/** Refuses a file that is too long for a picture, unread. */
export function checkLength({ name, size }: File): void {
  if (size > MOST_BYTES) throw new StudioError('input', tooLong(name).message);
}

/**
 * Takes a dropped, pasted or picked picture into the store.
 *
 * @throws StudioError for what is too long, cannot be read (a folder, say) or is no picture
 */
export async function takeFile(file: File): Promise<Attachment> {
  checkLength(file);
  const { name } = file;
  const bytes = await file.arrayBuffer().catch(() => {
    throw new StudioError('input', unreadable(name).message);
  });
  return call('pictures.attach', { name, bytes: new Uint8Array(bytes) });
}
