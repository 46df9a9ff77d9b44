import { call, StudioError } from '../api';
import { words } from '../i18n';
import { notifyError } from './notify';
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

/** Takes files one after the other; each that is refused gets its sentence. */
export async function takeEach(
  files: readonly File[],
  take: (picture: Attachment) => void | Promise<void>,
): Promise<void> {
  for (const file of files) {
    try {
      await take(await takeFile(file));
    } catch (error) {
      notifyError(error, file.name || words('composer.pasted'));
    }
  }
}
