import type { HandlersOf } from '../router';
import type { searchCalls } from '../../../shared/ipc/search';
import type { Services } from '../services';

/** The call that searches all conversations. */
export const searchHandlers = ({ store }: Services): HandlersOf<typeof searchCalls> => ({
  'search.find': ({ words, filters }) => store.search.everywhere(words, filters),
});
