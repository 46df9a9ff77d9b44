import { ProcessClient } from '../process/client';
import type { Child } from '../process/protocol';
import type { Copied } from './backups';
import type { Found } from './check';
import type { CheckCalls } from './messages';
import { t } from '../../shared/i18n/translate';
import { AppError } from '../../shared/ipc/errors';
import { throwIfAborted, type Task } from '../../shared/task';

/** Checks all data of a store, in this process or in another one. */
export type FindFaults = (store: Copied, task?: Task) => Promise<Found>;

/** The fault that SQLite finds in the database of a data folder; nothing if it finds none. */
export type FindFault = (store: Pick<Copied, 'folder'>) => Promise<string | undefined>;

/** The checks that run in a child process. */
export interface CheckClient {
  readonly findFaults: FindFaults;
  readonly findFault: FindFault;
}

/**
 * Checks in a child process, which is started for each check and ends with the result or a stop.
 *
 * @param spawn starts the process
 * @param driver folder of the better-sqlite3 to use there; undefined for the installed one
 */
export function createCheckClient(spawn: () => Child, driver: string | undefined): CheckClient {
  async function ask<Name extends keyof CheckCalls>(
    name: Name,
    folder: string,
    task: Task,
  ): Promise<CheckCalls[Name]['output']> {
    throwIfAborted(task.signal);
    const ended = new AppError('store', t('safety.checkEnded'));
    const client = new ProcessClient<CheckCalls>({ spawn, patience: () => 0, died: () => ended });
    try {
      return await client.call(
        name,
        { folder, driver },
        {
          signal: task.signal,
          onNews: ({ done, total }) => task.progress?.(done, total),
        },
      );
    } finally {
      client.close(ended);
    }
  }
  return {
    findFaults: ({ folder }, task = {}) => ask('all', folder, task),
    findFault: ({ folder }) => ask('database', folder, {}),
  };
}
