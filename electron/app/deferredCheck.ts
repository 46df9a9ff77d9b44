import { dialog } from 'electron';
import { sentence } from '../../shared/i18n/translate';
import type { Log } from './log';
import type { Store } from '../store/open';
import type { FindFault } from '../recovery/checkClient';
import { checkLate } from '../recovery/deferredCheck';

export interface LateCheck {
  readonly store: Store;
  readonly findFault: FindFault;
  readonly log: Log;
  /** Ends the program and starts it again. */
  readonly restart: () => void;
}

/**
 * Checks a database that was opened without it. When it is damaged, says so and starts the program
 * again, which reads what can be read.
 *
 * @returns whether the program goes on
 */
export async function goesOn({ store, findFault, log, restart }: LateCheck): Promise<boolean> {
  const fault = await checkLate(store, findFault);
  if (fault === undefined) return true;
  log.error('The database is damaged', fault);
  await sayDamaged();
  restart();
  return false;
}

/** Tells the person that the conversations are damaged and that the studio starts again. */
async function sayDamaged(): Promise<void> {
  await dialog.showMessageBox({
    type: 'error',
    title: 'MetaMorph Studio',
    message: sentence('opening.damaged'),
    detail: sentence('opening.damagedDetail'),
    buttons: [sentence('opening.again')],
  });
}
