import path from 'node:path';
import type { TakenPicture } from '../../../shared/ipc/contract';
import { baseOf } from '../../chat/sourceImage';
import { lineageOf, withLineage, withoutLineage } from '../../chat/lineage/lineage';
import { openLineage } from '../../chat/lineage/open';
import type { WrittenPicture } from '../desktop';
import type { Services } from '../createHandlers';
import { pictureFile, pngOf } from '../pictureFile';
import type { Handlers } from '../router';
import { newFolderIn, writeWhere } from '../saving';

type Names = Extract<
  keyof Handlers,
  | `lineage.${string}`
  | `zoom.${string}`
  | `frames.${string}`
  | `files.${string}`
  | 'pictures.crop'
  | 'pictures.putBack'
  | 'work.stop'
>;

type PlaceOf = Parameters<Handlers['pictures.putBack']>[0];

/** Calls of the workbenches: lineage, parts of pictures, frames, files that the window made. */
export function workbenchHandlers(services: Services): Pick<Handlers, Names> {
  const { store, desktop, workbench, drawings, emit } = services;
  const { images } = store;

  async function keep({ bytes, width, height }: WrittenPicture): Promise<TakenPicture> {
    const mediaType = 'image/png';
    const image = await images.saveImage(bytes, mediaType);
    return { image, width, height, mediaType, note: '' };
  }

  async function putBack(place: PlaceOf): Promise<WrittenPicture> {
    const { drawn, original, box } = baseOf(store, place);
    return desktop.pictures.putBack({
      drawn: await images.readImage(drawn),
      original: await images.readImage(original),
      ...(box ? { box } : {}),
    });
  }

  return {
    'lineage.save': async ({ place, history, original }) => {
      const lineage = lineageOf(store, place);
      const png = original
        ? (await putBack(place)).bytes
        : await pngOf(store, desktop.pictures, lineage.picture);
      const written = history ? withLineage(png, lineage) : withoutLineage(png);
      const target = await desktop.pickSave('picture', 'png');
      if (target !== null) await writeWhere(target, written);
      return target;
    },
    'lineage.open': async ({ image }) => {
      const opened = await openLineage(store, image);
      if (opened.found === 'rebuilt') {
        emit({ type: 'conversations', conversations: store.conversations.list() });
      }
      return opened;
    },
    'pictures.crop': async ({ image, box }) =>
      keep(await desktop.pictures.crop(await images.readImage(image), box)),
    'pictures.putBack': async (place) => keep(await putBack(place)),
    'zoom.locate': ({ image, place }) => workbench.locate(image, place),
    'zoom.compare': ({ image, place, box }) => workbench.locate(image, place, box),
    'frames.order': ({ messageId }) => workbench.order(messageId),
    'frames.open': ({ id }) => ({
      strip: store.clips.strip(store.conversations.get(id).id),
      truth: store.clips.truth(id),
    }),
    'frames.keepStrip': ({ id, strip }) => {
      store.clips.saveStrip(store.conversations.get(id).id, strip);
      return null;
    },
    'frames.keepTruth': ({ answerId, images: truth }) => {
      store.clips.saveTruth({ answerId: store.messages.get(answerId).id, images: truth });
      return null;
    },
    'files.save': async ({ name, kind, bytes }) => {
      const target = await desktop.pickSave(name, kind);
      if (target !== null) await writeWhere(target, bytes);
      return target;
    },
    'frames.save': async ({ frames }) => {
      const picked = await desktop.pickFolder();
      if (picked === null) return null;
      const folder = await newFolderIn(picked, 'frames');
      for (const [index, { image, place }] of frames.entries()) {
        const written = await pictureFile(store, desktop.pictures, image, place);
        const number = String(index + 1).padStart(3, '0');
        await writeWhere(path.join(folder, `frame-${number}.png`), written);
      }
      return folder;
    },
    'work.stop': () => {
      workbench.stop();
      drawings.stop();
      return null;
    },
  };
}
