import type { Runtime } from '../runtime/types';

/**
 * A runtime that reports when it has been idle for a while.
 *
 * @param wait milliseconds of idleness after which it reports, read each time; 0 for never
 * @param rested called then, once per idle period
 */
export function watchRest(runtime: Runtime, wait: () => number, rested: () => void): Runtime {
  let running = 0;
  let timer: NodeJS.Timeout | undefined;

  async function busy<Result>(work: Promise<Result>): Promise<Result> {
    running += 1;
    clearTimeout(timer);
    try {
      return await work;
    } finally {
      running -= 1;
      const after = wait();
      if (running === 0 && after > 0) {
        timer = setTimeout(rested, after);
        timer.unref();
      }
    }
  }

  return {
    load: (...given) => busy(runtime.load(...given)),
    answer: (...given) => busy(runtime.answer(...given)),
    decode: (...given) => busy(runtime.decode(...given)),
    encode: (...given) => busy(runtime.encode(...given)),
    similarities: (...given) => busy(runtime.similarities(...given)),
    locate: (...given) => busy(runtime.locate(...given)),
    providers: () => runtime.providers(),
    close: () => {
      clearTimeout(timer);
      return runtime.close();
    },
  };
}
