import { sentence } from '../../shared/i18n/translate';
import { StoreError } from '../store/error';

/** A long work of the store: it can be stopped, and tells how far it is. */
export interface LongWork {
  readonly signal?: AbortSignal;
  readonly progress?: (done: number, total: number) => void;
}

/** @throws StoreError `cancelled` once the person stopped the work */
export function throwIfStopped({ signal }: LongWork): void {
  if (signal?.aborted) throw new StoreError('cancelled', sentence('store.stopped'));
}
