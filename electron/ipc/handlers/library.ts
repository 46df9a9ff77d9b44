import type { HandlersOf } from '../router';
import type { TaskSlot } from '../taskSlot';
import type { libraryCalls } from '../../../shared/ipc/library';
import type { Services } from '../services';

/** Most pictures that a search by similarity shows. */
const MAX_SIMILAR = 200;

/** Calls about all pictures that were shown or drawn. */
export function libraryHandlers(
  { store, similaritySearch }: Services,
  slot: TaskSlot,
): HandlersOf<typeof libraryCalls> {
  return {
    'library.list': ({ filters, offset, limit }) => store.library.list(filters, offset, limit),
    'library.similar': ({ image, filters }) =>
      slot.run(async (task) => {
        const { pictures } = store.library.list(filters, 0);
        const hashes = pictures.map((picture) => picture.image);
        const similarities = await similaritySearch.compare(image, hashes, task);
        return pictures
          .flatMap((picture) => {
            const similarity = similarities.get(picture.image);
            return similarity === undefined ? [] : [{ ...picture, similarity }];
          })
          .sort((a, b) => b.similarity - a.similarity)
          .slice(0, MAX_SIMILAR);
      }),
    'library.packages': () => store.library.packages(),
  };
}
