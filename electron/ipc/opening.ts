import type { Conversation } from '../../shared/message';
import type { Services } from './handlers';
import type { Handlers } from './router';

type Names = Extract<keyof Handlers, `window.${string}`>;

/** Conversations with which a window ended, ran into a fault or did not answer. */
export interface Failed {
  readonly all: readonly string[];
  /** The one that no window has told of yet. */
  readonly untold: string | null;
}

/** What is remembered of conversations that are opened, over the end of the window and the program. */
export interface Opening {
  /** A conversation is about to be put on the screen. */
  begin(id: string): void;
  /** It is there, and the window answers. */
  shown(id: string): void;
  /** The window ran into a fault with what is on the screen. */
  fail(): void;
  /** A window starts: what failed before it, told once. */
  failed(): Failed;
}

/** Calls about what the window shows when it starts. */
export function openingHandlers({
  store,
  opening,
}: Pick<Services, 'store' | 'opening'>): Pick<Handlers, Names> {
  return {
    'window.start': () => {
      const { all, untold } = opening.failed();
      const list = store.conversations.list();
      const latest = list.reduce<Conversation | undefined>(
        (last, one) => (last && last.updatedAt >= one.updatedAt ? last : one),
        undefined,
      );
      // What was told of before is no matter unless it would be opened now.
      const again = latest && all.includes(latest.id) ? latest : undefined;
      const left = list.find(({ id }) => id === untold) ?? again;
      return {
        open: left ? null : (latest?.id ?? null),
        left: left ? { id: left.id, title: left.title } : null,
      };
    },
    'window.shown': ({ id }) => {
      opening.shown(id);
      return null;
    },
    'window.failed': () => {
      opening.fail();
      return null;
    },
  };
}
