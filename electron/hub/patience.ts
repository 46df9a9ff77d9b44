import { setTimeout as sleep } from 'node:timers/promises';
import { HubError } from './error';
import type { HubOptions } from './options';

/** A person waits for an answer, but leaves a fetch alone. */
const RETRIES = { answer: 2, fetch: 5 };
/** A server may ask for so long a pause (ms); the hub counts its limits in five minutes. */
const LONGEST_WAIT = { answer: 20_000, fetch: 300_000 };
const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 30_000;
/** So many bytes count as a success: a long file may break off more often than a short one. */
const SUCCESS = 1_000_000;

/** Repeats what failed for a reason that may pass, after growing pauses. */
export class Patience {
  #failures = 0;
  #furthest = 0;

  constructor(
    private readonly options: HubOptions,
    private readonly kind: keyof typeof RETRIES,
  ) {}

  /** To be called with how much is there; what was there before is no success. */
  reached(length: number): void {
    if (length - this.#furthest < SUCCESS) return;
    this.#furthest = length;
    this.#failures = 0;
  }

  /**
   * Waits before the next try.
   *
   * @throws the error itself when another try is of no use, HubError `hub.stopped`
   */
  async after(error: unknown): Promise<void> {
    const { retries = RETRIES[this.kind], pauseMs = FIRST_PAUSE, signal } = this.options;
    if (!(error instanceof HubError) || !error.again || this.#failures >= retries) throw error;
    const { waitMs = 0 } = error;
    if (waitMs > LONGEST_WAIT[this.kind]) throw error;
    const pause = Math.min(pauseMs * 2 ** this.#failures, LONGEST_PAUSE);
    this.#failures += 1;
    try {
      await sleep(Math.max(pause, waitMs), undefined, { signal });
    } catch {
      throw new HubError('hub.stopped');
    }
  }
}

/** Does something as often as {@link Patience} allows. */
export async function persistently<T>(options: HubOptions, work: () => Promise<T>): Promise<T> {
  const patience = new Patience(options, 'answer');
  for (;;) {
    try {
      return await work();
    } catch (error) {
      await patience.after(error);
    }
  }
}
