import { t } from '../../shared/i18n/translate';
import { AppError } from '../../shared/ipc/errors';

/** A long work of the store: it can be stopped, and tells how far it is. */
export interface LongWork {
  readonly signal?: AbortSignal;
  readonly progress?: (done: number, total: number) => void;
}

/** @throws AppError `cancelled` once the person stopped the work */
export function throwIfStopped({ signal }: LongWork): void {
  if (signal?.aborted) throw new AppError('cancelled', t('store.stopped'));
}
