import type { StudioEvent } from '../../shared/ipc/contract';
import { t } from '../../shared/i18n/translate';
import { AppError } from '../../shared/ipc/errors';
import type { Task } from '../../shared/task';

/** Shortest time between reports of progress (milliseconds). */
const TELL_AFTER = 100;

/** Runs long tasks for the window one at a time, with progress, and can stop them. */
export class TaskSlot {
  #running: AbortController | undefined;

  constructor(private readonly emit: (event: StudioEvent) => void) {}

  /** @throws AppError `input` while another one is running */
  async run<Result>(act: (task: Task) => Promise<Result>): Promise<Result> {
    if (this.#running) throw new AppError('input', t('archive.busy'));
    const controller = new AbortController();
    this.#running = controller;
    let reportedAt = 0;
    const progress = (done: number, total: number): void => {
      const now = performance.now();
      if (now - reportedAt < TELL_AFTER) return;
      reportedAt = now;
      this.emit({ type: 'work', done: Math.min(done, total), total });
    };
    try {
      return await act({ signal: controller.signal, progress });
    } finally {
      this.#running = undefined;
    }
  }

  stop(): void {
    this.#running?.abort();
  }
}
