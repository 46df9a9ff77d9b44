import path from 'node:path';
import { newFolderIn, pictureFile, writeWhere } from '../files';
import type { HandlersOf } from '../router';
import type { framesCalls } from '../../../shared/ipc/frames';
import type { Services } from '../services';

/** Calls about clips and predicted frames. */
export function framesHandlers({
  store,
  desktop,
  workbench,
}: Services): HandlersOf<typeof framesCalls> {
  return {
    'frames.order': ({ messageId }) => workbench.order(messageId),
    'frames.open': ({ id }) => ({
      strip: store.strips.strip(store.conversations.get(id).id),
      truth: store.strips.truth(id),
    }),
    'frames.saveStrip': ({ id, strip }) =>
      store.strips.saveStrip(store.conversations.get(id).id, strip),
    'frames.saveTruth': ({ answerId, images: truth }) =>
      store.strips.saveTruth({ answerId: store.messages.get(answerId).id, images: truth }),
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
  };
}
