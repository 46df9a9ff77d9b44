import { dialog } from 'electron';
import type { Log } from './log';
import type { Store } from '../store/open';
import type { FindFault } from '../recovery/checkClient';
import { checkDeferred } from '../recovery/deferredCheck';
import { t } from '../../shared/i18n/translate';

export interface DeferredCheck {
  readonly store: Store;
  readonly findFault: FindFault;
  readonly log: Log;
  /** Restarts the program. */
  readonly restart: () => void;
}

/**
 * Checks a database that was opened without a check. If it is damaged, says so and restarts the program,
 * which recovers what can be read.
 *
 * @returns whether the program goes on
 */
export async function passesDeferredCheck({
  store,
  findFault,
  log,
  restart,
}: DeferredCheck): Promise<boolean> {
  const fault = await checkDeferred(store, findFault);
  if (fault === undefined) return true;
  log.error('The database is damaged', fault);
  await showDamaged();
  restart();
  return false;
}

/** Tells the person that the conversations are damaged and that the studio starts again. */
async function showDamaged(): Promise<void> {
  await dialog.showMessageBox({
    type: 'error',
    title: 'MetaMorph Studio',
    message: t('opening.damaged'),
    detail: t('opening.damagedDetail'),
    buttons: [t('opening.again')],
  });
}
