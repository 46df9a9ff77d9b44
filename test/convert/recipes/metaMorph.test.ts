import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { cosine, drawn, floatsOf, freshFolder, greatest, refusalOf } from '../made';
import { floats, ints, output, Reader } from '../run';
import { convertedFolder, metaMorphFolder, openedGraphs } from './models';

const GRAPHS = [
  'body',
  'embedding',
  'textHead',
  'connector',
  'visionHead',
  'encoder',
  'adapter',
  'denoiser',
  'denoiserPlain',
  'decoder',
] as const;
const SIDE = 8;
const TOKENS = 64;

async function opened(bits: 4 | 8 | 32) {
  const { given, folder: source } = metaMorphFolder();
  const { folder, converted } = await convertedFolder(source, bits);
  const graphs = await openedGraphs(folder, GRAPHS);
  const { language: shape } = converted.description;
  const row = (values: Float32Array) => floats(values, [1, values.length / 64, 64]);
  const words = (ids: readonly number[]) =>
    output(graphs.embedding, { ids: ints(ids, [1, ids.length]) }, 'rows');
  const connected = (visual: Float32Array) =>
    output(graphs.connector, { tokens: row(visual) }, 'rows');
  const pixels = floats(drawn('pixels', [1, 3, 384, 384]), [1, 3, 384, 384]);
  const tokens = await output(graphs.encoder, { pixels }, 'tokens');

  /** Visual tokens after a prompt with a picture; fed back, or the reference's instead of them. */
  async function speak(reference?: Float32Array) {
    const reader = new Reader(graphs.body, shape);
    await reader.read(await words(given.before));
    await reader.read(await connected(tokens));
    let hidden = await reader.read(await words(given.after));
    const said: number[] = [];
    const steps = floatsOf(given.steps).length / 64;
    for (let step = 0; step < steps; step += 1) {
      const visual = await output(graphs.visionHead, { hidden: row(hidden) }, 'visual');
      said.push(...visual);
      hidden = await reader.read(
        await connected(reference?.slice(step * 64, (step + 1) * 64) ?? visual),
      );
    }
    const logits = await output(graphs.textHead, { hidden: row(hidden) }, 'logits');
    return { said: Float32Array.from(said), logits };
  }
  return { given, graphs, tokens, row, speak, folder, converted };
}

describe('MetaMorph', () => {
  // Catches features after the last norm, a grid brought to fewer with smoothing, tokens that are
  // not of length 1, layers of a perceptron by turns, and a prompt that is seen without its picture.
  it('sees and answers as the reference does, eight visual tokens fed back', async () => {
    const { given, tokens, speak, row, graphs, converted } = await opened(32);
    expect(greatest(tokens, floatsOf(given.tokens))).toBeLessThan(1e-5);
    const { said, logits } = await speak();
    expect(greatest(said, floatsOf(given.steps))).toBeLessThan(1e-5);
    expect(greatest(logits, floatsOf(given.logits))).toBeLessThan(1e-4);
    const condition = await output(graphs.adapter, { tokens: row(tokens) }, 'condition');
    expect(greatest(condition, floatsOf(given.condition))).toBeLessThan(1e-4);
    expect(converted.description).toMatchObject({
      sequences: 1,
      visualTokens: TOKENS,
      picture: { kind: 'regressed', condition: { rows: 77, width: 48 }, size: 64 },
    });
  });

  // Catches attention over other heads, names of an older time in the wrong place, and a batch of
  // one that is drawn with the size of two.
  it.each(['denoiser', 'denoiserPlain'] as const)(
    'draws as diffusers does, by the graph %s',
    async (name) => {
      const { given, graphs } = await opened(32);
      const latent = drawn('latent', [2, 4, SIDE, SIDE]);
      const condition = drawn('condition', [2, 77, 48]);
      const wanted = floatsOf(given.prediction);
      for (const batch of [2, 1]) {
        const part = (all: Float32Array): Float32Array => all.slice(0, (all.length * batch) / 2);
        const feeds = {
          latent: floats(part(latent), [batch, 4, SIDE, SIDE]),
          timestep: floats(new Float32Array(batch).fill(501), [batch]),
          condition: floats(part(condition), [batch, 77, 48]),
        };
        const found = await output(graphs[name], feeds, 'prediction');
        expect(greatest(found, part(wanted))).toBeLessThan(1e-4);
      }
      const one = floats(latent.slice(0, latent.length / 2), [1, 4, SIDE, SIDE]);
      const picture = await output(graphs.decoder, { latent: one }, 'pixels');
      expect(greatest(picture, floatsOf(given.picture))).toBeLessThan(1e-4);
    },
  );

  // Catches few bits where a picture would show them, and an encoder that reads other blocks.
  it.each([
    [8, 0.995],
    [4, 0.8],
  ] as const)('in %s bits says nearly so, the reference fed', async (bits, cosines) => {
    const { given, tokens, speak } = await opened(bits);
    expect(cosine(tokens, floatsOf(given.tokens))).toBeGreaterThan(0.998);
    const wanted = floatsOf(given.steps);
    const { said } = await speak(wanted);
    for (let at = 0; at < wanted.length; at += 64) {
      const found = cosine(said.subarray(at, at + 64), wanted.subarray(at, at + 64));
      expect(found).toBeGreaterThan(cosines);
      expect(found).toBeLessThan(1);
    }
  });

  // Catches an encoder that was trained along with the rest and is passed over.
  it('is the same bytes with its encoder in the checkpoint', async () => {
    const files = async (inside: boolean) => {
      const { folder } = metaMorphFolder(() => undefined, inside);
      return (await convertedFolder(folder, 8)).converted.files;
    };
    expect(await files(true)).toEqual(await files(false));
  });

  // Catches a model without one of its three parts, and settings that would see other tokens.
  it.each([
    ['visualizer/vae', /folder visualizer\/vae .* missing/],
    ['visualizer/unet', /folder visualizer\/unet .* missing/],
    ['visualizer/adapter_checkpoint.safetensors', /folder visualizer .* missing/],
    ['vision_tower', /folder vision_tower .* missing/],
  ])('is refused without %s', async (part, sentence) => {
    const { folder } = metaMorphFolder((made) =>
      fs.rmSync(path.join(made, part), { recursive: true }),
    );
    expect(await refusalOf(() => convertedFolder(folder, 4))).toMatch(sentence);
  });

  it.each([
    [{ normalize_vision: false }, /normalize_vision/],
    [{ image_token_reduction: 'mlpmixer' }, /image_token_reduction/],
    [{ num_image_tokens: 60 }, /num_image_tokens/],
    [{ hidden_act: 'gelu' }, /hidden_act/],
    [{ rope_parameters: { rope_type: 'yarn', rope_theta: 1 } }, /rope_type/],
    [{ model_type: 'metamorph_mamba' }, /kind metamorph_mamba/],
    [{ model_type: 'stranger' }, /kind stranger is not converted: .*janus-pro, metamorph/],
  ])('is refused with %o', async (changed, sentence) => {
    const { folder } = metaMorphFolder((made, { config }) =>
      fs.writeFileSync(path.join(made, 'config.json'), JSON.stringify({ ...config, ...changed })),
    );
    expect(await refusalOf(() => convertedFolder(folder, 4))).toMatch(sentence);
  });

  it('is refused where something lies at its target', async () => {
    const { convert } = await import('../../../electron/convert/convert');
    const { folder: source } = metaMorphFolder();
    const target = freshFolder();
    const words = await refusalOf(() => convert({ source, target, bits: 4, skeletons: [] }));
    expect(words).toMatch(/is there already/);
    expect(fs.readdirSync(target)).toEqual([]);
  });
});
