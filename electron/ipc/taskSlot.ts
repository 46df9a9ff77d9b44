import type { StudioEvent } from '../../shared/ipc/contract';
import { sentence } from '../../shared/i18n/translate';
import { ChatError } from '../chat/error';

/** Progress is told at most this often (milliseconds). */
const TELL_AFTER = 100;

/** What a long work is given. */
export interface RunningWork {
  readonly signal: AbortSignal;
  readonly progress: (done: number, total: number) => void;
}

/** Runs the long works of the window one at a time, with progress and a stop. */
export class WorkSlot {
  #running: AbortController | undefined;

  constructor(private readonly emit: (event: StudioEvent) => void) {}

  /** @throws ChatError `input` while another one runs */
  async run<Result>(act: (work: RunningWork) => Promise<Result>): Promise<Result> {
    if (this.#running) throw new ChatError('input', sentence('archive.busy'));
    const controller = new AbortController();
    this.#running = controller;
    let told = 0;
    const progress = (done: number, total: number): void => {
      const now = performance.now();
      if (now - told < TELL_AFTER) return;
      told = now;
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
