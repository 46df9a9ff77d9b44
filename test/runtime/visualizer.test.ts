import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { numbersOf } from '../../electron/runtime/numbers';
import { Tensor } from '../../electron/runtime/onnxruntime';
import { openPackage, type OpenedPackage } from '../../electron/runtime/package';
import { normalised } from '../../electron/runtime/inputImage';
import {
  allSessions,
  closeSessions,
  openSessions,
  type Sessions,
} from '../../electron/runtime/sessions';
import type { Drawing } from '../../electron/runtime/visualizer/drawing';
import { varied, Visualizer } from '../../electron/runtime/visualizer/visualizer';
import { greatestDifference, readReference, TINY, tinyFolder } from './reference';

const CLOSE = 1e-4;

function kindOf({ manifest: { picture } }: OpenedPackage) {
  if (picture.kind === 'regressed') return picture;
  throw new Error('The tiny package draws otherwise.');
}

async function finish(drawing: Drawing): Promise<number[]> {
  const previews: number[] = [];
  while (!drawing.picture) {
    const preview = await drawing.advance();
    if (preview) previews.push(preview.step);
  }
  return previews;
}

describe.each(TINY)('the visualizer of %s', (name) => {
  const { reference, value } = readReference(name);
  const { times, guidance, steps } = reference.visualizer;
  let opened: OpenedPackage;
  let sessions: Sessions;
  let visualizer: Visualizer;

  beforeAll(async () => {
    opened = await openPackage(tinyFolder(name));
    sessions = await openSessions(opened, { provider: 'cpu', threads: 1 });
    visualizer = new Visualizer(sessions, opened.manifest, kindOf(opened));
  });
  afterAll(() => closeSessions(allSessions(sessions)));

  // Catches colours in another order and a mean or deviation applied to the wrong colour.
  it('sees the tokens that the reference sees in a picture', async () => {
    const { inputSize, preprocess } = opened.manifest.visionEncoder;
    const { mean, std } = preprocess;
    const square = { size: inputSize, pixels: Uint8Array.from(value('encoder.picture')) };
    const pixels = new Tensor('float32', normalised(square, mean, std), [
      1,
      3,
      inputSize,
      inputSize,
    ]);
    const tokens = numbersOf(await sessions.encoder.run({ pixels }), 'tokens');
    expect(greatestDifference(tokens, value('encoder.tokens'))).toBeLessThan(CLOSE);
  });

  // Catches padding on the wrong side and batches joined in another order.
  it('denoises as the reference does', async () => {
    const { channels, height, width } = kindOf(opened).latent;
    const { paddedTokens, width: conditionWidth } = kindOf(opened).adapter;
    const condition = value('condition');
    const both = new Float32Array(condition.length * 2);
    both.set(condition, condition.length);
    const noise = value('noise');
    for (const [place, time] of times.entries()) {
      const outputs = await sessions.denoiser?.run({
        latent: new Tensor('float32', Float32Array.of(...noise, ...noise), [
          2,
          channels,
          height,
          width,
        ]),
        timestep: new Tensor('float32', Float32Array.of(time, time), [2]),
        condition: new Tensor('float32', both, [2, paddedTokens, conditionWidth]),
      });
      const expected = value(`denoiser.${place}`);
      expect(greatestDifference(numbersOf(outputs ?? {}, 'prediction'), expected)).toBeLessThan(
        CLOSE,
      );
    }
  });

  // Catches guidance turned round, a schedule of another kind, and a scale that is forgotten.
  it('draws what the reference draws, with guidance and without', async () => {
    for (const [place, strength] of guidance.entries()) {
      const settings = { seed: 1, guidance: strength, steps, variation: 0 };
      const tokens = value('answer.picture.0');
      const drawing = visualizer.begin(tokens, settings, value('noise'));
      await finish(drawing);
      const latent = value(`latent.${place}`);
      const size = Math.max(...latent.map(Math.abs));
      expect(greatestDifference(drawing.latent, latent)).toBeLessThan(CLOSE * Math.max(1, size));
      const pixels = await drawing.pixels(drawing.latent);
      expect(greatestDifference(pixels, value(`pixels.${place}`))).toBeLessThan(1e-3);
      const { data } = await sharp(drawing.picture?.png)
        .raw()
        .toBuffer({ resolveWithObject: true });
      const [first = 0] = pixels;
      expect(data[0]).toBe(Math.round(((first + 1) / 2) * 255));
    }
  });

  // Catches a seed that is not used, and one that gives another picture each time.
  it('draws the same picture for the same seed and another for another', async () => {
    const draw = async (seed: number): Promise<string> => {
      const settings = { seed, guidance: 1, steps: 2, variation: 0 };
      const drawing = visualizer.begin(value('answer.picture.0'), settings);
      await finish(drawing);
      return Buffer.from(drawing.picture?.png ?? []).toString('base64');
    };
    const one = await draw(7);
    expect(await draw(7)).toBe(one);
    expect(await draw(8)).not.toBe(one);
  });

  // Catches a first look that comes late, and a last preview that the picture itself replaces.
  it('shows the first step and a few more before the picture', async () => {
    const settings = { seed: 1, guidance: 2, steps: 9, variation: 0 };
    expect(await finish(visualizer.begin(value('answer.picture.0'), settings))).toEqual([1, 3, 6]);
    const single = { ...settings, steps: 1 };
    expect(await finish(visualizer.begin(value('answer.picture.0'), single))).toEqual([]);
  });

  // Catches settings that the package was not made for and that would run for ever.
  it('refuses settings outside of the range of the package', () => {
    const tokens = value('answer.picture.0');
    const settings = { seed: 1, guidance: 2, steps: 9, variation: 0 };
    const begin = (changed: object) => () => visualizer.begin(tokens, { ...settings, ...changed });
    expect(begin({ steps: 0 })).toThrow('draws in 1 to 100 steps');
    expect(begin({ steps: 1000 })).toThrow('draws in 1 to 100 steps');
    expect(begin({ guidance: 99 })).toThrow('takes a guidance of 1 to 15');
    expect(begin({ guidance: NaN })).toThrow('takes a guidance of 1 to 15');
    expect(() => visualizer.begin(tokens.slice(1), settings)).toThrow('another package');
  });
});

describe('variation', () => {
  const tokens = Float32Array.of(1, 0, 0, 0, 0, 1, 0, 0);

  // Catches tokens that are changed when nothing was asked for, and ones that lose their length.
  it('changes tokens by the seed, keeps their length, and does nothing at 0', () => {
    expect(varied(tokens, 4, { seed: 3, variation: 0 })).toBe(tokens);
    const moved = varied(tokens, 4, { seed: 3, variation: 0.5 });
    expect(greatestDifference(moved, tokens)).toBeGreaterThan(0.05);
    expect(Math.hypot(...moved.slice(0, 4))).toBeCloseTo(1, 5);
    expect(Math.hypot(...moved.slice(4))).toBeCloseTo(1, 5);
    expect(varied(tokens, 4, { seed: 3, variation: 0.5 })).toEqual(moved);
    expect(varied(tokens, 4, { seed: 4, variation: 0.5 })).not.toEqual(moved);
  });
});
