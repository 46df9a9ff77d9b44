import { t } from '../../shared/i18n/translate';
import { AppError } from '../../shared/ipc/errors';

/** Callers other than the window, which wait for their turn, first come, first served. */
export class ExternalQueue {
  readonly #waiting: (() => void)[] = [];
  #active = false;
  /** Whether one of them had the last turn, so that the next one is the window's. */
  #last = false;

  /** Whether one of them has the turn now. */
  get active(): boolean {
    return this.#active;
  }

  /** Whether any are waiting. */
  get waiting(): boolean {
    return this.#waiting.length > 0;
  }

  /** Takes a free turn. */
  enter(): void {
    this.#active = true;
    this.#last = true;
  }

  leave(): void {
    this.#active = false;
  }

  /**
   * Waits in line; resolves when the turn has come, which is then already taken.
   *
   * @param signal ends the wait
   */
  async line(signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#waiting.push(resolve);
      signal.addEventListener('abort', () => {
        const place = this.#waiting.indexOf(resolve);
        if (place < 0) return;
        this.#waiting.splice(place, 1);
        reject(new AppError('cancelled', t('runtime.stoppedBefore')));
      });
    });
  }

  /**
   * Gives the turn to the first in line, if it is an external caller's turn.
   *
   * @param others whether questions of the window are waiting too: then both alternate
   * @returns whether an external caller has the turn now
   */
  call(others: boolean): boolean {
    const first = others && this.#last ? undefined : this.#waiting.shift();
    this.#last = false;
    if (!first) return false;
    // The turn is taken here, since the waiting request itself only resumes later.
    this.enter();
    first();
    return true;
  }
}
