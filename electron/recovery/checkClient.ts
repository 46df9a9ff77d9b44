import { saidIn, sentence } from '../../shared/i18n/translate';
import { StoreError } from '../store/error';
import type { Found } from './check';
import type { Copied } from './backups';
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
export type FindFaults = (store: Copied, work?: LongWork) => Promise<Found>;

/** Looks whether SQLite finds a fault in the database of a data folder; nothing when it finds none. */
export type FindFault = (store: Pick<Copied, 'folder'>) => Promise<string | undefined>;

/** The checks that a process of its own makes. */
export interface ChecksApart {
  readonly findFaults: FindFaults;
  readonly findFault: FindFault;
}

/**
 * Checks in a process of its own, which is started for each and ended by a stop.
 *
 * @param spawn starts the process
 * @param driver folder of the better-sqlite3 to use there; undefined for the installed one
 */
export function checksApart(spawn: () => CheckChild, driver: string | undefined): ChecksApart {
  const ask = (what: CheckQuestion['what'], folder: string, work: LongWork): Promise<Told> =>
    askOnce(spawn, { what, folder, driver, language: saidIn() }, work);
  return {
    findFaults: async ({ folder }, work = {}) => {
      const told = await ask('all', folder, work);
      if (told.type !== 'found') throw ended();
      return told.found;
    },
    findFault: async ({ folder }) => {
      const told = await ask('database', folder, {});
      if (told.type !== 'database') throw ended();
      return told.fault;
    },
  };
}

type Told = Exclude<CheckAnswer, { type: 'progress' | 'error' }>;

const ended = (): StoreError => new StoreError('store', sentence('safety.checkEnded'));

async function askOnce(
  spawn: () => CheckChild,
  question: CheckQuestion,
  work: LongWork,
): Promise<Told> {
  throwIfStopped(work);
  const child = spawn();
  const { signal } = work;
  let stop: (() => void) | undefined;
  try {
    return await new Promise<Told>((resolve, reject) => {
      stop = () => reject(new StoreError('cancelled', sentence('store.stopped')));
      signal?.addEventListener('abort', stop, { once: true });
      child.onExit(() => reject(ended()));
      child.onMessage((answer) => {
        if (answer.type === 'progress') work.progress?.(answer.done, answer.total);
        else if (answer.type === 'error') reject(new StoreError(answer.code, answer.error));
        else resolve(answer);
      });
      child.post(question);
    });
  } finally {
    if (stop) signal?.removeEventListener('abort', stop);
    child.kill();
  }
}
