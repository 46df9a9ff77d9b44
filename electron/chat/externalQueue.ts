import { t } from '../../shared/i18n/translate';
import { AppError } from '../../shared/ipc/errors';

/** Callers other than the window that wait for their turn, first come, first served. */
export class ExternalQueue {
  readonly #waiting: (() => void)[] = [];
  #active = false;
  /** Whether one of them had the last turn: then it is a question's of the window. */
  #last = false;

  /** Whether one of them has the turn now. */
  get active(): boolean {
    return this.#active;
  }

  /** Whether some wait. */
  get waiting(): boolean {
    return this.#waiting.length > 0;
  }

  /** Takes the turn that is free. */
  enter(): void {
    this.#active = true;
    this.#last = true;
  }

  leave(): void {
    this.#active = false;
  }

  /**
   * Waits in line; resolves when the turn has come, which is then taken.
   *
   * @param signal gives the waiting up
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
   * Gives the turn to the first in line, if it is theirs.
   *
   * @param others whether questions of the window wait too: then both take turns
   * @returns whether somebody has it now
   */
  call(others: boolean): boolean {
    const first = others && this.#last ? undefined : this.#waiting.shift();
    this.#last = false;
    if (!first) return false;
    // The turn is taken here: the waiting request itself only wakes later.
    this.enter();
    first();
    return true;
  }
}
