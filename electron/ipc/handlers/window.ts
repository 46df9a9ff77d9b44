import type { windowCalls } from '../../../shared/ipc/window';
import type { Conversation } from '../../../shared/message';
import type { HandlersOf } from '../router';
import type { Services } from '../services';

/** Calls about what the window shows when it starts. */
export function windowHandlers({
  store,
  opening,
}: Pick<Services, 'store' | 'opening'>): HandlersOf<typeof windowCalls> {
  return {
    'window.start': () => {
      const { all, untold } = opening.failed();
      const list = store.conversations.list();
      const latest = list.reduce<Conversation | undefined>(
        (last, one) => (last && last.updatedAt >= one.updatedAt ? last : one),
        undefined,
      );
      // An earlier failure only matters if that conversation would be opened now.
      const again = latest && all.includes(latest.id) ? latest : undefined;
      const left = list.find(({ id }) => id === untold) ?? again;
      return {
        open: left ? null : (latest?.id ?? null),
        left: left ? { id: left.id, title: left.title } : null,
      };
    },
    'window.shown': ({ id }) => opening.shown(id),
    'window.failed': () => opening.fail(),
  };
}
