import { t, type MessageKey } from './i18n/translate';
import { AppError } from './ipc/errors';

/** How long work is followed and stopped. */
export interface Task {
  readonly signal?: AbortSignal | undefined;
  /** Called with how much is done of how much. */
  readonly progress?: ((done: number, total: number) => void) | undefined;
}

/**
 * @param sentence what the person is told
 * @throws AppError `cancelled` once the signal is aborted
 */
export function throwIfAborted(
  signal: AbortSignal | undefined,
  sentence: MessageKey = 'store.stopped',
): void {
  if (signal?.aborted) throw new AppError('cancelled', t(sentence));
}
