import fs from 'node:fs';
import path from 'node:path';
import { sentence } from '../../shared/words/sentence';
import { ChatError } from '../chat/error';
import { reportOf } from '../store/safety/check';
import { listCopies, sizeOfCopies } from '../store/safety/copies';
import { OWN_FOLDER } from '../store/ownership';
import { moveData } from '../store/safety/move';
import { repair } from '../store/safety/repair';
import type { Services } from './handlers';
import type { Handlers } from './router';
import type { WorkSlot } from './work';

type Names =
  | Exclude<Extract<keyof Handlers, `copies.${string}`>, 'copies.look'>
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
    'copies.list': () => ({
      copies: listCopies(store.folder),
      size: sizeOfCopies(store.folder),
    }),
    'copies.make': () => slot.run((work) => copier.make('asked', work)),
    'data.check': () => slot.run(async (work) => reportOf(store, await findFaults(store, work))),
    'data.repair': () =>
      slot.run(async (work) => {
        refuseWhileAnswering();
        // A damaged database cannot be copied; then the original is kept by the rescue.
        await copier.make('repair', { signal: work.signal }).catch(() => undefined);
        return repair(store, work, findFaults);
      }),
    'data.move': () =>
      slot.run(async (work) => {
        refuseWhileAnswering();
        const picked = await desktop.pickFolder();
        if (picked === null) return null;
        const to = emptyFolderIn(picked, desktop.home);
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

/** The picked folder itself when it is empty or the first of all, else a new one within it. */
function emptyFolderIn(picked: string, home: string): string {
  const empty = !fs.existsSync(picked) || fs.readdirSync(picked).length === 0;
  const first = path.resolve(picked) === path.resolve(home);
  return empty || first ? picked : path.join(picked, OWN_FOLDER);
}
