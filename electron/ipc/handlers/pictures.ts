import fs from 'node:fs/promises';
import path from 'node:path';
import type { ImageFile, WrittenImage } from '../../images/types';
import { pngOf, putBackDrawn, writeWhere } from '../files';
import type { HandlersOf } from '../router';
import type { picturesCalls } from '../../../shared/ipc/pictures';
import type { Attachment } from '../../../shared/attachment';
import { MOST_BYTES, tooLong } from '../../../shared/foreignPicture';
import { t } from '../../../shared/i18n/translate';
import { AppError } from '../../../shared/ipc/errors';
import type { Services } from '../services';

/** Calls about single pictures: attaching, saving, cropping, drawing again. */
export function picturesHandlers({
  store,
  desktop,
  drawings,
  workbench,
}: Services): HandlersOf<typeof picturesCalls> {
  const { images } = store;

  async function attach(file: ImageFile): Promise<Attachment> {
    if (file.bytes.byteLength > MOST_BYTES) throw tooLong(file.name);
    const { bytes, mediaType, width, height, note } = await desktop.pictures.inspect(file);
    const image = await images.saveImage(bytes, mediaType);
    return { image, width, height, mediaType, note };
  }

  async function attachFile(file: string): Promise<Attachment> {
    const name = path.basename(file);
    const found = await fs.stat(file).catch(() => undefined);
    if (!found?.isFile()) throw new AppError('input', t('program.noFile', { name }));
    if (found.size > MOST_BYTES) throw tooLong(name);
    const bytes = await fs.readFile(file).catch(() => undefined);
    if (!bytes) throw new AppError('input', t('program.unreadable', { name }));
    return attach({ name, bytes });
  }

  const png = (image: string): Promise<Uint8Array> => pngOf(store, desktop.pictures, image);

  async function keep({ bytes, width, height }: WrittenImage): Promise<Attachment> {
    const mediaType = 'image/png';
    const image = await images.saveImage(bytes, mediaType);
    return { image, width, height, mediaType, note: '' };
  }

  return {
    'pictures.attach': (file) => attach(file),
    'pictures.pick': async () => {
      const attachments: Attachment[] = [];
      for (const file of await desktop.pickPictures()) attachments.push(await attachFile(file));
      return attachments;
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
    },
    'pictures.crop': async ({ image, box }) =>
      keep(await desktop.pictures.crop(await images.readImage(image), box)),
    'pictures.putBack': async (place) => keep(await putBackDrawn(store, desktop.pictures, place)),
    'pictures.redraw': ({ settings, ...place }) => drawings.decode(place, settings),
    'pictures.choose': ({ chosen, ...place }) => drawings.choose(place, chosen),
    'pictures.readBack': (place) => drawings.readBack(place),
    'pictures.stop': () => {
      workbench.stop();
      drawings.stop();
    },
  };
}
