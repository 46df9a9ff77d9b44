import sharp from 'sharp';
import { afterEach, describe, expect, it } from 'vitest';
import { LocalRuntime } from '../../electron/runtime/local';
import type { AnswerRequest } from '../../electron/runtime/types';
import type { Manifest } from '../../shared/manifest';
import { changedPackage, characterOf, packageOf, publishedJanus } from '../convert/package/tiny';
import { floatsOf, greatest } from '../convert/made';
import { ask, greedy, only, said } from './requests';

const CPU = { provider: 'cpu', threads: 1 } as const;
const DRAWING = { seed: 3, guidance: 5, steps: 1, variation: 0 };

const runtimes: LocalRuntime[] = [];
afterEach(async () => {
  for (const runtime of runtimes.splice(0)) await runtime.close();
});

/** Words between nothing, so that a prompt is what the reference was given. */
const bare = (manifest: Manifest): Manifest => ({
  ...manifest,
  languageModel: {
    ...manifest.languageModel,
    chatTemplate: {
      ...manifest.languageModel.chatTemplate,
      before: { system: '', user: '', assistant: '' },
      after: { system: '', user: '', assistant: '' },
      answer: '',
      defaultSystem: null,
      pictures: { afterEach: '', afterAll: '' },
    },
  },
});

async function loadedJanus(change: (manifest: Manifest) => Manifest = (manifest) => manifest) {
  const { given, folder: source } = publishedJanus();
  const folder = changedPackage(await packageOf(source, 32), change);
  const runtime = new LocalRuntime();
  runtimes.push(runtime);
  const loaded = await runtime.load({ folder, ...CPU });
  return { given, runtime, loaded };
}

const asked = (words: string, changes: Partial<AnswerRequest> = {}): AnswerRequest =>
  greedy([said('user', words)], { visualizer: DRAWING, maxTokens: 8, ...changes });

describe('a model that draws codes', () => {
  // Catches a second sequence that knows the prompt, guidance the other way round, codes whose rows
  // are those of words, and a picture that is decoded from other codes than it was told to have.
  it('draws the codes and the picture that transformers draws', async () => {
    const { given, runtime } = await loadedJanus((manifest) => {
      const { picture } = manifest;
      if (picture.kind !== 'codes') throw new Error('It draws otherwise.');
      return { ...bare(manifest), picture: { ...picture, temperature: 0 } };
    });
    const words = given.prompt.slice(1, -1).map(characterOf).join('');
    const { events, result } = await ask(runtime, asked(words, { answer: 'picture' }));
    expect([...(only(events, 'visual_tokens')[0]?.tokens ?? [])]).toEqual(given.codes);
    expect(only(events, 'context')[0]?.prompt).toBe(given.prompt.length);
    expect(result).toMatchObject({ finish: 'stop', tokens: { text: 0, visual: 16 } });
    const [image] = only(events, 'image');
    const { data, info } = await sharp(image?.png).raw().toBuffer({ resolveWithObject: true });
    expect([info.width, info.height, info.channels]).toEqual([64, 64, 3]);
    const wanted = floatsOf(given.picture);
    const shown = Float32Array.from(wanted, (_, place) => {
      const [colour, pixel] = [Math.floor(place / 4096), place % 4096];
      return data[pixel * 3 + colour] ?? NaN;
    });
    const bytes = wanted.map((value) =>
      Math.round(Math.min(1, Math.max(0, (value + 1) / 2)) * 255),
    );
    expect(greatest(shown, bytes)).toBeLessThanOrEqual(1);
  });

  // Catches kept codes that are drawn as another picture, and codes of no codebook that are drawn.
  it('draws kept codes again', async () => {
    const { runtime } = await loadedJanus();
    const { events } = await ask(runtime, asked('a', { answer: 'picture' }));
    const [drawn] = only(events, 'visual_tokens');
    const again = await runtime.decode(
      { tokens: drawn?.tokens ?? new Float32Array(0), settings: DRAWING },
      () => undefined,
    );
    expect(Buffer.from(again.png)).toEqual(Buffer.from(only(events, 'image')[0]?.png ?? []));
    const foreign = new Float32Array(16).fill(256);
    const decoding = runtime.decode({ tokens: foreign, settings: DRAWING }, () => undefined);
    await expect(decoding).rejects.toMatchObject({ code: 'input' });
  });

  // Catches a seed that has no say, and one that does not give the same picture twice.
  it('draws by its seed', async () => {
    const { runtime } = await loadedJanus();
    const codes = async (seed: number): Promise<string> => {
      const visualizer = { ...DRAWING, seed };
      const { events } = await ask(runtime, asked('a', { answer: 'picture', visualizer }));
      return only(events, 'visual_tokens')[0]?.tokens.join() ?? '';
    };
    expect(await codes(1)).toBe(await codes(1));
    expect(await codes(1)).not.toBe(await codes(2));
  });

  // Catches words in a picture's answer, a picture in one of words, and both the other way round.
  it('answers with what it was asked for', async () => {
    const { runtime } = await loadedJanus();
    const kinds = async (answer: AnswerRequest['answer']) => {
      const { events, result } = await ask(runtime, asked('a', { answer }));
      const order = events.map(({ type }) => type).filter((type) => /^(text|image)$/.test(type));
      return { order: [...new Set(order)], tokens: result.tokens };
    };
    expect(await kinds('words')).toMatchObject({ order: ['text'], tokens: { visual: 0 } });
    expect(await kinds('picture')).toMatchObject({ order: ['image'], tokens: { text: 0 } });
    const both = await kinds('both');
    expect(both.order).toEqual(['text', 'image']);
    expect(both.tokens.visual).toBe(16);
    // Which it is, the model says; that it says one of them is all that random weights can show.
    expect(['text', 'image']).toEqual(expect.arrayContaining((await kinds('auto')).order));
  });

  // Catches a stop that is heard only when the picture is finished.
  it('stops between two codes', async () => {
    const { runtime } = await loadedJanus();
    const controller = new AbortController();
    const request = asked('a', { answer: 'picture' });
    const { events, result } = await ask(
      runtime,
      request,
      (event) => {
        if (event.type === 'image_progress' && event.step === 3) controller.abort();
      },
      controller.signal,
    );
    expect(result.finish).toBe('cancelled');
    expect(only(events, 'image_progress').map(({ step }) => step)).toEqual([1, 2, 3]);
    expect(only(events, 'image')).toEqual([]);
  });
});
