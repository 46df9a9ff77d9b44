import fs from 'node:fs/promises';
import path from 'node:path';
import type { TakenPicture } from '../../../shared/ipc/contract';
import { MOST_BYTES, tooLong } from '../../../shared/foreignPicture';
import { sentence } from '../../../shared/i18n/translate';
import { ChatError } from '../../chat/error';
import type { PictureFile } from '../desktop';
import type { Services } from '../createHandlers';
import { pngOf } from '../pictureFile';
import type { Handlers } from '../router';
import { writeWhere } from '../saving';

type Names = Exclude<
  Extract<keyof Handlers, `pictures.${string}`>,
  'pictures.crop' | 'pictures.putBack'
>;

/** Calls about pictures that come in and go out. */
export function pictureHandlers({ store, desktop }: Services): Pick<Handlers, Names> {
  async function take(file: PictureFile): Promise<TakenPicture> {
    if (file.bytes.byteLength > MOST_BYTES) throw tooLong(file.name);
    const { bytes, mediaType, width, height, note } = await desktop.pictures.inspect(file);
    const image = await store.images.saveImage(bytes, mediaType);
    return { image, width, height, mediaType, note };
  }

  async function takeFile(file: string): Promise<TakenPicture> {
    const name = path.basename(file);
    const found = await fs.stat(file).catch(() => undefined);
    if (!found?.isFile()) throw new ChatError('input', sentence('program.noFile', { name }));
    if (found.size > MOST_BYTES) throw tooLong(name);
    const bytes = await fs.readFile(file).catch(() => undefined);
    if (!bytes) throw new ChatError('input', sentence('program.unreadable', { name }));
    return take({ name, bytes });
  }

  const png = (image: string): Promise<Uint8Array> => pngOf(store, desktop.pictures, image);

  return {
    'pictures.take': (file) => take(file),
    'pictures.pick': async () => {
      const taken: TakenPicture[] = [];
      for (const file of await desktop.pickPictures()) taken.push(await takeFile(file));
      return taken;
    },
    'pictures.save': async ({ image }) => {
      const bytes = await png(image);
      const target = await desktop.pickPngPath();
      if (target === null) return null;
      await writeWhere(target, bytes);
      return target;
    },
    'pictures.copy': async ({ image }) => {
      await desktop.copyPicture(await png(image));
      return null;
    },
  };
}
