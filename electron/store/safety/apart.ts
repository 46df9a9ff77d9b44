import { saidIn, sentence } from '../../../shared/words/sentence';
import { StoreError } from '../error';
import type { Found } from './check';
import type { Copied } from './copies';
import type { CheckAnswer, CheckQuestion } from './messages';
import { throwIfStopped, type LongWork } from './work';

/** A process that runs `worker.ts`, whatever kind of process it is. */
export interface CheckChild {
  post(question: CheckQuestion): void;
  onMessage(listener: (answer: CheckAnswer) => void): void;
  onExit(listener: () => void): void;
  kill(): void;
}

/** Looks at all data of a store, in this process or in another one. */
export type FindFaults = (
  store: Pick<Copied, 'folder' | 'database'>,
  work?: LongWork,
) => Promise<Found>;

/**
 * A check of all data in a process of its own, which is started for it and ended by a stop.
 *
 * @param spawn starts the process
 * @param driver folder of the better-sqlite3 to use there; undefined for the installed one
 */
export function findFaultsApart(spawn: () => CheckChild, driver: string | undefined): FindFaults {
  return async ({ folder }, work = {}) => {
    throwIfStopped(work);
    const child = spawn();
    const { signal } = work;
    let stop: (() => void) | undefined;
    try {
      return await new Promise<Found>((resolve, reject) => {
        stop = () => reject(new StoreError('cancelled', sentence('store.stopped')));
        signal?.addEventListener('abort', stop, { once: true });
        child.onExit(() => reject(new StoreError('store', sentence('safety.checkEnded'))));
        child.onMessage((answer) => {
          if (answer.type === 'progress') work.progress?.(answer.done, answer.total);
          else if (answer.type === 'found') resolve(answer.found);
          else reject(new StoreError(answer.code, answer.error));
        });
        child.post({ folder, driver, language: saidIn() });
      });
    } finally {
      if (stop) signal?.removeEventListener('abort', stop);
      child.kill();
    }
  };
}
