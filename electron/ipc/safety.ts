import path from 'node:path';
import { sentence } from '../../shared/words/sentence';
import { ChatError } from '../chat/error';
import { reportOf } from '../store/safety/check';
import { OWN_FOLDER } from '../store/ownership';
import { sizeOf } from '../store/safety/content';
import { listCopies } from '../store/safety/copyRecord';
import { syncedWarning } from '../store/safety/diskKind';
import { isFree, moveData } from '../store/safety/move';
import { copiesFolder } from '../store/safety/places';
import { repair } from '../store/safety/repair';
import type { Services } from './handlers';
import type { Handlers } from './router';
import type { WorkSlot } from './work';

type Names =
  | Exclude<Extract<keyof Handlers, `copies.${string}`>, 'copies.look' | 'copies.pick'>
  | Extract<keyof Handlers, `data.${string}` | `program.${string}`>;

/** Calls that keep the data safe: copies, the check, the repair, the move. */
export function safetyHandlers(
  { store, chat, copier, desktop, rescued, findFaults }: Services,
  slot: WorkSlot,
): Pick<Handlers, Names> {
  function refuseWhileAnswering(): void {
    if (chat.busy) throw new ChatError('input', sentence('safety.answerFirst'));
  }

  return {
    'copies.list': async () => {
      const own = copiesFolder(store.folder);
      return {
        copies: listCopies(own),
        size: await sizeOf(own),
        second: await copier.second(),
      };
    },
    'copies.make': () => slot.run((work) => copier.make('asked', work)),
    'copies.problems': () => copier.problems(),
    'copies.chooseSecond': () =>
      slot.run(async (work) => {
        const picked = await desktop.pickFolder();
        return picked === null ? null : copier.chooseSecond(picked, work);
      }),
    'copies.leaveSecond': () => {
      copier.leaveSecond();
      return null;
    },
    'data.check': () => slot.run(async (work) => reportOf(store, await findFaults(store, work))),
    'data.repair': () =>
      slot.run(async (work) => {
        refuseWhileAnswering();
        // A damaged database cannot be copied; then the original is kept by the rescue.
        await copier.make('repair', { signal: work.signal }).catch(() => undefined);
        const repaired = await repair(store, work, findFaults);
        await copier.lookAgain();
        return repaired;
      }),
    'data.move': () =>
      slot.run(async (work) => {
        refuseWhileAnswering();
        const picked = await desktop.pickFolder();
        if (picked === null) return null;
        const to = emptyFolderIn(picked, desktop.home, store.folder);
        const warning = syncedWarning(to);
        const anyway = {
          message: sentence('safety.syncedTitle'),
          act: sentence('safety.moveAnyway'),
        };
        if (warning && !(await desktop.confirm({ ...anyway, detail: warning }))) return null;
        await copier.idle();
        await moveData(store, desktop.home, to, work);
        desktop.restart();
        return to;
      }),
    'data.rescued': () => rescued ?? null,
    'program.restart': () => {
      refuseWhileAnswering();
      desktop.restart();
      return null;
    },
  };
}

/** The picked folder itself when it can take the data or is the first of all, else a new one within it. */
function emptyFolderIn(picked: string, home: string, from: string): string {
  const first = path.resolve(picked) === path.resolve(home);
  return first || isFree(picked, from) ? picked : path.join(picked, OWN_FOLDER);
}
