import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LocalRuntime } from '../../electron/runtime/local';
import { ask, greedy, said } from '../runtime/requests';
import { readReference, tinyFolder } from '../runtime/reference';
import { Moments } from './moments';
import { LIMIT, LONG, suite } from './suite';

const { cases, dice, done } = suite('stop', 12, 200);
const { reference } = readReference('full-like');
const question = [said('user', reference.answer.question)];
const visualizer = { seed: 10, guidance: 1.5, steps: 50, variation: 0 };
const runtime = new LocalRuntime();

beforeAll(() => runtime.load({ folder: tinyFolder('full-like'), provider: 'cpu', threads: 1 }));
afterAll(() => runtime.close());

/** An answer that was stopped: milliseconds from there to its end; null when it had ended before. */
interface Stopped {
  readonly stop: number | null;
  readonly whole: number;
}

/** Asks and stops after some milliseconds. */
async function stopAfter(wait: number): Promise<Stopped> {
  const controller = new AbortController();
  const begin = performance.now();
  let pressed = 0;
  let heard = 0;
  const timer = setTimeout(() => {
    pressed = performance.now();
    controller.abort();
  }, wait);
  const { result, text } = await ask(
    runtime,
    greedy(question, { visualizer }),
    () => {
      if (pressed > 0) heard += 1;
    },
    controller.signal,
  );
  clearTimeout(timer);
  const whole = performance.now() - begin;
  if (pressed === 0) return { stop: null, whole };
  expect(['cancelled', 'stop']).toContain(result.finish);
  expect(heard).toBeLessThan(3);
  expect(reference.answer.texts.join('').startsWith(text)).toBe(true);
  return { stop: performance.now() - pressed, whole };
}

describe('Stop at random moments', () => {
  // Fault: a stop that waits for the end of a picture or of the answer.
  it(
    'ends within one step and 100 ms, 99 times in 100',
    async () => {
      // A step is the longest time between two events of an undisturbed answer.
      const times: number[] = [performance.now()];
      await ask(runtime, greedy(question, { visualizer }), () => times.push(performance.now()));
      const moments = new Moments(dice, cases, (times.at(-1) ?? 0) - (times[0] ?? 0));
      const step = Math.max(...times.slice(1).map((time, at) => time - (times[at] ?? 0)));
      const took: number[] = [];
      while (moments.goOn) {
        const { stop, whole } = await stopAfter(moments.next());
        if (stop === null) moments.missed(whole);
        else {
          moments.hit();
          took.push(stop);
        }
      }
      const sorted = took.toSorted((a, b) => a - b);
      const p99 = sorted[Math.ceil(sorted.length * 0.99) - 1] ?? 0;
      expect(took).toHaveLength(cases);
      // A machine that runs other tests beside it says nothing of times: only the long form holds them.
      if (LONG) expect(p99).toBeLessThan(step + 100);
      const { result } = await ask(runtime, greedy(question));
      expect(result.finish).toBe('stop');
      done(took.length, `99th percentile ${p99.toFixed(0)} ms, one step ${step.toFixed(0)} ms`);
    },
    LIMIT,
  );
});
