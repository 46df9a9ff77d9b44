import type { FromReader, ToReader } from './reader.worker';
import { ClipError, type ReadClip, type ReadFrame, type ReadOptions } from './clip';

/** A reader that says nothing for so long (milliseconds) goes round in circles in a damaged file. */
const PATIENCE = 30_000;

/** A thread that reads, asked one thing after another. */
class Reader {
  readonly #worker = new Worker(new URL('./reader.worker.ts', import.meta.url), { type: 'module' });
  readonly #signal: AbortSignal;
  readonly #onTotal: (total: number) => void;

  constructor({ signal, onTotal }: ReadOptions) {
    this.#signal = signal;
    this.#onTotal = onTotal;
  }

  /**
   * What the thread says to one question; null when it was stopped meanwhile.
   *
   * @throws ClipError for what it cannot read, and when it says nothing any more
   */
  ask(question: ToReader): Promise<Extract<FromReader, { type: 'opened' | 'frame' }> | null> {
    return new Promise((resolve, reject) => {
      const stop = (): void => {
        this.end();
        resolve(null);
      };
      const late = (): void => reject(new ClipError('unreadable'));
      let timer = window.setTimeout(late, PATIENCE);
      const settle = (work: () => void): void => {
        window.clearTimeout(timer);
        this.#signal.removeEventListener('abort', stop);
        work();
      };
      this.#signal.addEventListener('abort', () => settle(stop), { once: true });
      this.#worker.onerror = () => settle(late);
      this.#worker.onmessage = ({ data }: MessageEvent<FromReader>) => {
        if (data.type === 'total') {
          window.clearTimeout(timer);
          timer = window.setTimeout(late, PATIENCE);
          this.#onTotal(data.total);
        } else if (data.type === 'failed') {
          settle(() => reject(new ClipError(data.key, data.codec)));
        } else settle(() => resolve(data));
      };
      this.#worker.postMessage(question);
    });
  }

  end(): void {
    this.#worker.terminate();
  }
}

/**
 * Reads a video or GIF in a thread of its own, so that a file that leads its reader in circles does
 * not hold up the window.
 *
 * @throws ClipError for a file that cannot be read
 */
export async function readInWorker(
  file: Blob,
  gif: boolean,
  options: ReadOptions,
): Promise<ReadClip> {
  const reader = new Reader(options);
  const { rate, most } = options;
  try {
    const opened = await reader.ask({ type: 'open', file, gif, rate, most });
    if (opened?.type === 'opened') return { ...opened, frames: framesOf(reader) };
    return { rate, sampled: false, frames: framesOf(null) };
  } catch (error) {
    reader.end();
    throw error;
  }
}

async function* framesOf(reader: Reader | null): AsyncGenerator<ReadFrame> {
  try {
    for (;;) {
      const said = await reader?.ask({ type: 'next' });
      if (said?.type !== 'frame' || said.frame === null) return;
      yield said.frame;
    }
  } finally {
    reader?.end();
  }
}
