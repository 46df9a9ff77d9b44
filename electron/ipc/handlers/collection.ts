import type { Services } from '../createHandlers';
import type { Handlers } from '../router';
import type { WorkSlot } from '../taskSlot';

type Names = Extract<keyof Handlers, `search.${string}` | `library.${string}`>;

/** Pictures that a search by likeness shows at most. */
const MOST_LIKE = 200;

/** Calls that look over all conversations. */
export const collectionHandlers = (
  { store, likeness }: Services,
  slot: WorkSlot,
): Pick<Handlers, Names> => ({
  'search.find': ({ words, filters }) => store.search.everywhere(words, filters),
  'library.list': ({ filters, offset, limit }) => store.library.list(filters, offset, limit),
  'library.similar': ({ image, filters }) =>
    slot.run(async (work) => {
      const { pictures } = store.library.list(filters, 0);
      const hashes = pictures.map((picture) => picture.image);
      const similarities = await likeness.compare(image, hashes, work);
      return pictures
        .flatMap((picture) => {
          const similarity = similarities.get(picture.image);
          return similarity === undefined ? [] : [{ ...picture, similarity }];
        })
        .sort((a, b) => b.similarity - a.similarity)
        .slice(0, MOST_LIKE);
    }),
  'library.packages': () => store.library.packages(),
});
