import type { Services } from './handlers';
import type { Handlers } from './router';

type Names = Extract<keyof Handlers, `search.${string}` | `library.${string}`>;

/** Calls that look over all conversations. */
export const collectionHandlers = ({ store }: Services): Pick<Handlers, Names> => ({
  'search.find': ({ words, filters }) => store.search.everywhere(words, filters),
  'library.list': ({ filters, offset, limit }) => store.library.list(filters, offset, limit),
  'library.packages': () => store.library.packages(),
});
