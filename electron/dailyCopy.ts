import type { Log } from './log';
import type { Copier } from './store/safety/copier';

/** How often is looked whether a new day needs its copy (milliseconds). */
const LOOK_AGAIN = 60 * 60 * 1000;

/** Makes a copy of all data each day that the program runs, at its start and after midnight. */
export function copyDaily(copier: Copier, log: Log): void {
  const make = (): void => {
    copier.makeDue().then(
      (copy) => copy && log.note(`Today's copy was made: ${copy.name}`),
      (error: unknown) => log.error("Today's copy was not made", error),
    );
  };
  make();
  setInterval(make, LOOK_AGAIN).unref();
}
