import type { HandlersOf } from '../router';
import type { promptsCalls } from '../../../shared/ipc/prompts';
import type { Services } from '../services';

/** Calls about the library of prompts. */
export function promptsHandlers({ store: { prompts } }: Services): HandlersOf<typeof promptsCalls> {
  return {
    'prompts.list': () => prompts.list(),
    'prompts.save': (prompt) => prompts.save(prompt),
    'prompts.used': ({ id }) => prompts.used(id),
    'prompts.delete': ({ id }) => prompts.delete(id),
  };
}
