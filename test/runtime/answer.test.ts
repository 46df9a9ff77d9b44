import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LocalRuntime } from '../../electron/runtime/local';
import { ask, greedy, only, said, textOf, textsOf } from './requests';
import { changeManifest, copyPackage, removeCopies } from './copies';
import { greatestDifference, readReference, TINY, tinyFolder } from './reference';

const CPU = { provider: 'cpu', threads: 1 } as const;

describe.each(TINY)('an answer of %s', (name) => {
  const { reference, value } = readReference(name);
  const question = [said('user', reference.answer.question)];
  const pictures = reference.answer.texts.length - 1;
  const marks = reference.answer.ids.filter((id) => id >= 0).length;
  const runtime = new LocalRuntime();

  beforeAll(() => runtime.load({ folder: tinyFolder(name), ...CPU }));
  afterAll(() => runtime.close());

  // Catches a loop that takes another head, forgets image_end, or ends elsewhere.
  it('is the reference: the same words, the same visual tokens, the same end', async () => {
    const { events, result } = await ask(runtime, greedy(question));
    expect(textsOf(events)).toEqual(reference.answer.texts);
    const drawn = only(events, 'visual_tokens');
    expect(drawn).toHaveLength(pictures);
    for (const { index, tokens } of drawn) {
      expect(greatestDifference(tokens, value(`answer.picture.${index}`))).toBeLessThan(1e-4);
    }
    expect(result.finish).toBe('stop');
    expect(result.tokens.text).toBe(marks);
    expect(result.tokens.visual).toBe(reference.answer.ids.length - marks);
    expect(result.context.used).toBe(result.tokens.prompt + reference.answer.ids.length);
    expect(result.timings.total).toBeGreaterThan(0);
  });

  // Catches pictures that share a seed, are drawn twice, or never end.
  it('draws each picture once, with a seed of its own', async () => {
    const { events } = await ask(runtime, greedy(question));
    const seeds = only(events, 'visual_tokens').map(({ settings }) => settings.seed);
    expect(seeds).toEqual(Array.from({ length: pictures }, (_, index) => 10 + index));
    const finished = only(events, 'image').map(({ index }) => index);
    expect(finished).toEqual(Array.from({ length: pictures }, (_, index) => index));
    for (const { png } of only(events, 'image')) {
      expect(Buffer.from(png.subarray(1, 4)).toString()).toBe('PNG');
    }
  });

  // Catches a drawing that holds back the words: they go on while it is being drawn.
  it('writes on while a picture is drawn', async () => {
    const visualizer = { seed: 10, guidance: 1.5, steps: 60, variation: 0 };
    const { events } = await ask(runtime, greedy(question, { visualizer }));
    const preview = events.findIndex(({ type }) => type === 'image_progress');
    const finished = events.findIndex(({ type }) => type === 'image');
    expect(preview).toBeGreaterThan(0);
    expect(events.slice(preview, finished).some(({ type }) => type === 'text')).toBe(true);
  });

  // Catches a kept beginning that changes what is said next, or that is not kept at all.
  it('goes on, asks anew and branches as a fresh model would', async () => {
    const first = await ask(runtime, greedy(question));
    const next = [...question, first.turn, said('user', 'And now?')];
    const branch = [...question, first.turn, said('user', 'The bear instead.')];
    const limits = { maxTokens: 30 };
    const kept = [
      await ask(runtime, greedy(next, limits)),
      await ask(runtime, greedy(branch, limits)),
      await ask(runtime, greedy(next, limits)),
    ];
    for (const [place, turns] of [next, branch, next].entries()) {
      const fresh = new LocalRuntime();
      await fresh.load({ folder: tinyFolder(name), ...CPU });
      const expected = await ask(fresh, greedy(turns, limits));
      await fresh.close();
      expect(kept[place]?.text).toBe(expected.text);
      expect(kept[place]?.result.tokens).toEqual(expected.result.tokens);
    }
  });

  // Catches image_start that is let through where its picture would not fit.
  it('starts no picture that does not fit into what is left', async () => {
    const { grid } = { grid: name === 'embedded-like' ? 4 : 8 };
    const before = reference.answer.ids.findIndex((id, place) => {
      return id >= 0 && reference.answer.ids[place + 1] === -1;
    });
    const needed = before + 1 + grid * grid + 1;
    const fits = await ask(runtime, greedy(question, { maxTokens: needed }));
    expect(only(fits.events, 'image')).toHaveLength(1);
    expect(fits.result.finish).toBe('length');
    expect(fits.result.tokens.text + fits.result.tokens.visual).toBe(needed);
    const short = await ask(runtime, greedy(question, { maxTokens: needed - 1 }));
    expect(only(short.events, 'image_start')).toHaveLength(0);
    expect(textOf(short.events).startsWith(reference.answer.texts[0]?.slice(0, 3) ?? '?')).toBe(
      true,
    );
  });

  // Catches a sampler that ignores its seed or draws anew each time.
  it('says the same for the same seed', async () => {
    const sampling = { temperature: 1.5, topK: 50, topP: 0.95, repetitionPenalty: 1.1, seed: 4 };
    const draw = async (seed: number): Promise<string> => {
      const request = greedy(question, { sampling: { ...sampling, seed }, maxTokens: 30 });
      return (await ask(runtime, request)).text;
    };
    const one = await draw(4);
    expect(await draw(4)).toBe(one);
    expect(await draw(5)).not.toBe(one);
  });

  // Catches a phrase that is fed and not shown, or not fed at all.
  it('begins with the thinking phrase when told to', async () => {
    const { text, result } = await ask(
      runtime,
      greedy(question, { think: 'always', maxTokens: 40 }),
    );
    expect(text.startsWith('I will think about it visually.')).toBe(true);
    expect(text).not.toBe(reference.answer.texts.join('').slice(0, text.length));
    expect(result.tokens.text + result.tokens.visual).toBeLessThanOrEqual(40);
  });
});

describe('an answer that must not think', () => {
  afterAll(removeCopies);

  // Catches a phrase that is kept away by its first word alone, or not at all.
  it('starts over without the phrase, and says other answers that begin alike', async () => {
    const { reference } = readReference('embedded-like');
    const question = [said('user', reference.answer.question)];
    const folder = await copyPackage('embedded-like');
    const opening = reference.answer.texts[0]?.slice(0, 5) ?? '';
    const runtime = new LocalRuntime();
    for (const [phrase, starts] of [
      [opening, false],
      [`${opening}z`, true],
    ] as const) {
      await changeManifest(folder, (manifest) => {
        manifest.prompts.thinkingPhrase = phrase;
      });
      await runtime.load({ folder, ...CPU });
      const { text } = await ask(runtime, greedy(question, { think: 'never', maxTokens: 20 }));
      expect(text.startsWith(opening)).toBe(starts);
      expect(text.length).toBeGreaterThan(3);
    }
    await runtime.close();
  });
});
