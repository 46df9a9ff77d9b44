import type { Log } from './log';
import type { BackupQueue } from '../recovery/backupQueue';

/** How often to check whether a new day needs its backup (milliseconds). */
const LOOK_AGAIN = 60 * 60 * 1000;

/** Makes daily backups while the program runs, at its start and after midnight. */
export function backUpDaily(backupQueue: BackupQueue, log: Log): void {
  const make = async (): Promise<void> => {
    const { made, errors } = await backupQueue.makeDue();
    for (const { name } of made) log.note(`Today's copy was made: ${name}`);
    for (const error of errors) log.error("Today's copy was not made, or not checked", error);
  };
  const attempt = (): void => {
    make().catch((error: unknown) => log.error("Today's copy was not looked for", error));
  };
  attempt();
  setInterval(attempt, LOOK_AGAIN).unref();
}
