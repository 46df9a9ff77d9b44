import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LocalRuntime } from '../../electron/runtime/local';
import type { Turn } from '../../electron/runtime/types';
import { ask, greedy, only, said } from './requests';
import { tinyFolder } from './reference';

const CONTEXT = 256;
const runtime = new LocalRuntime();

beforeAll(() => runtime.load({ folder: tinyFolder('embedded-like'), provider: 'cpu', threads: 1 }));
afterAll(() => runtime.close());

/** A conversation of so many rounds of about thirty tokens, then a question. */
function rounds(count: number): Turn[] {
  const past = Array.from({ length: count }, (_, place) => [
    said('user', `Question ${place} of many`),
    said('assistant', `Answer ${place}`),
  ]);
  return [...past.flat(), said('user', 'And the last one?')];
}

describe('the context', () => {
  // Catches turns that leave although they fit, and a full context that is not told of.
  it('keeps all turns while they fit, then lets the oldest rounds go and says so', async () => {
    const few = await ask(runtime, greedy(rounds(2), { maxTokens: 20 }));
    expect(few.result.context.droppedTurns).toBe(0);
    const many = await ask(runtime, greedy(rounds(12), { maxTokens: 20 }));
    const [reported] = only(many.events, 'context');
    expect(reported?.droppedTurns).toBeGreaterThan(0);
    expect((reported?.droppedTurns ?? 1) % 2).toBe(0);
    expect(reported?.length).toBe(CONTEXT);
    expect((reported?.prompt ?? CONTEXT) + 20).toBeLessThanOrEqual(CONTEXT);
    expect(many.events[0]?.type).toBe('context');
    expect(many.result.context.droppedTurns).toBe(reported?.droppedTurns);
  });

  // Catches a prompt that is not the one of the turns that stayed.
  it('answers as if the turns that left had never been', async () => {
    const turns = rounds(12);
    const full = await ask(runtime, greedy(turns, { maxTokens: 20 }));
    const rest = turns.slice(full.result.context.droppedTurns);
    const short = await ask(runtime, greedy(rest, { maxTokens: 20 }));
    expect(short.result.context.droppedTurns).toBe(0);
    expect(short.text).toBe(full.text);
    expect(short.result.tokens).toEqual(full.result.tokens);
  });

  // Catches the system turn leaving with the oldest ones.
  it('never lets the system turn go', async () => {
    const system = said('system', 'Speak in short words.');
    const turns = rounds(12);
    const full = await ask(runtime, greedy([system, ...turns], { maxTokens: 20 }));
    const rest = turns.slice(full.result.context.droppedTurns);
    const short = await ask(runtime, greedy([system, ...rest], { maxTokens: 20 }));
    expect(short.text).toBe(full.text);
  });

  // Catches an answer that goes on past the end of the context, or is cut without a word.
  it('ends an answer as too long at the end of the context, never beyond', async () => {
    const long = [said('user', 'bear '.repeat(60))];
    const sampling = { temperature: 2, topK: 0, topP: 1, repetitionPenalty: 1, seed: 1 };
    const { result } = await ask(runtime, greedy(long, { sampling, maxTokens: 1000 }));
    expect(result.context.used).toBeLessThanOrEqual(CONTEXT);
    if (result.finish === 'length') expect(result.context.used).toBe(CONTEXT);
    const tokens = result.tokens.prompt + result.tokens.text + result.tokens.visual;
    expect(tokens).toBe(result.context.used);
  });

  it('refuses a question that is longer than the context', async () => {
    const question = greedy([said('user', 'bear '.repeat(600))]);
    await expect(ask(runtime, question)).rejects.toMatchObject({
      code: 'context',
      message: expect.stringContaining(`${CONTEXT} tokens`) as string,
    });
  });

  // Catches nothing being asked, which a model would answer with anything.
  it('refuses an empty question', async () => {
    const empty = [[], [said('user', ' \n')], [said('user', 'x'), said('assistant', 'y')]];
    for (const turns of empty) {
      await expect(ask(runtime, greedy(turns))).rejects.toThrow('The question is empty');
    }
  });

  // Catches kept tokens of another package that are read as if they were this one's.
  it('refuses visual tokens of another size', async () => {
    const tokens = new Float32Array(64 * 24);
    const question = greedy([{ role: 'user', parts: [{ type: 'visual', tokens }] }]);
    await expect(ask(runtime, question)).rejects.toThrow('another package');
  });
});
