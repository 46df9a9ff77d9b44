import type { Copy, CopyReason } from '../../../shared/safety';
import { isCopyDue, makeCopy, type Copied } from './copies';
import type { LongWork } from './work';

/** Makes the copies of one store, one after another. */
export class Copier {
  #last: Promise<unknown> = Promise.resolve();

  constructor(private readonly store: Copied) {}

  make(reason: CopyReason, work: LongWork = {}): Promise<Copy> {
    return this.#after(() => makeCopy(this.store, reason, work));
  }

  /** Makes today's copy unless there is one already, or nothing to copy. */
  makeDue(work: LongWork = {}): Promise<Copy | undefined> {
    return this.#after(async () =>
      isCopyDue(this.store) ? makeCopy(this.store, 'daily', work) : undefined,
    );
  }

  /** Resolves when none is being made. */
  async idle(): Promise<void> {
    await this.#last;
  }

  #after<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => undefined);
    return result;
  }
}
