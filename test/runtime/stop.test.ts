import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LocalRuntime } from '../../electron/runtime/local';
import type { AnswerEvent } from '../../electron/runtime/types';
import { ask, greedy, only, said, type Reported } from './requests';
import { readReference, tinyFolder } from './reference';

const { reference, value } = readReference('full-like');
const question = [said('user', reference.answer.question)];
const visualizer = { seed: 10, guidance: 1.5, steps: 50, variation: 0 };
const runtime = new LocalRuntime();

beforeAll(() => runtime.load({ folder: tinyFolder('full-like'), provider: 'cpu', threads: 1 }));
afterAll(() => runtime.close());

/** Stops at the event that `when` picks; `after` are the events that came nevertheless. */
async function stopAt(
  when: (event: AnswerEvent) => boolean,
): Promise<Reported & { after: number }> {
  const controller = new AbortController();
  let after = 0;
  const reported = await ask(
    runtime,
    greedy(question, { visualizer }),
    (event) => {
      if (controller.signal.aborted) after += 1;
      if (when(event)) controller.abort();
    },
    controller.signal,
  );
  return { ...reported, after };
}

describe('a stop', () => {
  // Catches a stop that waits for the end of the text, or drops what was written.
  it('ends the writing within one step and keeps what was written', async () => {
    let words = 0;
    const { result, text, after } = await stopAt((event) => {
      if (event.type === 'text') words += 1;
      return words === 3;
    });
    expect(result.finish).toBe('cancelled');
    expect(after).toBe(0);
    expect(reference.answer.texts[0]?.startsWith(text)).toBe(true);
    expect(text.length).toBeGreaterThan(0);
  });

  // Catches a stop that is heard only when all m visual tokens are there.
  it('ends a picture whose tokens are not complete', async () => {
    const { result, events } = await stopAt(({ type }) => type === 'image_start');
    expect(result.finish).toBe('cancelled');
    expect(result.tokens.visual).toBeLessThan(2);
    expect(only(events, 'visual_tokens')).toHaveLength(0);
  });

  // Catches a drawing that goes on: it would take 50 steps, and previews and a picture would come.
  it('ends the drawing within one step', async () => {
    const { result, events, after } = await stopAt(({ type }) => type === 'image_progress');
    expect(result.finish).toBe('cancelled');
    expect(after).toBe(0);
    expect(only(events, 'visual_tokens')).toHaveLength(1);
    expect(only(events, 'image')).toHaveLength(0);
  });

  it('before the beginning ends the answer before the prompt is read', async () => {
    const controller = new AbortController();
    controller.abort();
    const { result } = await ask(runtime, greedy(question), undefined, controller.signal);
    expect(result).toMatchObject({ finish: 'cancelled', tokens: { text: 0, visual: 0 } });
  });

  // Catches a stop that waits until every picture of the question has been looked at.
  it('leaves pictures unseen that it came before', async () => {
    const controller = new AbortController();
    controller.abort();
    const parts = [{ type: 'image', path: '/nowhere/at/all.png' } as const];
    const unseen = greedy([{ role: 'user', parts }]);
    const { result } = await ask(runtime, unseen, undefined, controller.signal);
    expect(result.finish).toBe('cancelled');
    await expect(ask(runtime, unseen)).rejects.toMatchObject({ code: 'input' });
  });

  // Catches a cache that the stop left half written.
  it('leaves the model as it was for the next question', async () => {
    await stopAt(({ type }) => type === 'image_start');
    const { result, text } = await ask(runtime, greedy(question));
    expect(result.finish).toBe('stop');
    expect(text).toBe(reference.answer.texts.join(''));
  });

  it('ends a decoding of kept tokens', async () => {
    const controller = new AbortController();
    const decoding = runtime.decode(
      { tokens: value('answer.picture.0'), settings: visualizer },
      () => controller.abort(),
      controller.signal,
    );
    await expect(decoding).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('two calls at once', () => {
  // Catches events of two answers that mix, and a cache that both write.
  it('run one after the other', async () => {
    const order: string[] = [];
    const one = ask(runtime, greedy(question), () => order.push('one'));
    const other = ask(runtime, greedy([said('user', 'Hello')], { maxTokens: 10 }), () =>
      order.push('other'),
    );
    const [first] = await Promise.all([one, other]);
    expect(first.text).toBe(reference.answer.texts.join(''));
    expect(order.lastIndexOf('one')).toBeLessThan(order.indexOf('other'));
  });

  it('say what is missing when nothing is loaded', async () => {
    const empty = new LocalRuntime();
    await expect(ask(empty, greedy(question))).rejects.toThrow('No package is loaded');
  });
});
