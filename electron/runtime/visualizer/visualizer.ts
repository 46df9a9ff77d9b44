import type { Manifest, PictureOf } from '../../../shared/manifest';
import { AppError } from '../../../shared/ipc/errors';
import { t } from '../../../shared/i18n/translate';
import { Tensor } from '../onnxruntime';
import { numbersOf } from '../numbers';
import { encodePng } from '../../images/encodePng';
import { Random } from '../random';
import { type Scheduler } from './schedulers/scheduler';
import { createScheduler } from './schedulers/createScheduler';
import { neededGraph, type Sessions } from '../sessions';
import type { DecodedPicture } from '../types';
import type { VisualizerSettings } from '../../../shared/ipc/pictures';
import type { Drawing, PictureDecoder, Preview } from './drawing';
import { pixelBytes } from './pixels';
import { checkGuidance, checkSteps } from './settings';

type Graphs = Pick<Sessions, 'adapter' | 'denoiser' | 'decoder'>;

/** Previews of one drawing, beside the finished picture. */
const PREVIEWS = 3;

/** Draws visual tokens: adapter, denoiser steps with guidance, decoder. */
export class Visualizer implements PictureDecoder {
  constructor(
    private readonly graphs: Graphs,
    private readonly manifest: Manifest,
    private readonly drawing: PictureOf<'regressed'>,
  ) {}

  /**
   * Refuses settings outside of what the package can do.
   *
   * @throws AppError `input`
   */
  check({ steps, guidance }: VisualizerSettings): void {
    checkSteps(steps, this.drawing.steps);
    checkGuidance(guidance, this.drawing.guidance);
  }

  /**
   * Begins a drawing; nothing runs yet.
   *
   * @param tokens visual tokens as predicted, m * W numbers
   * @param noise the latent to begin with; drawn from the seed unless given
   * @throws AppError `input` for tokens of another size or settings out of range
   */
  begin(tokens: Float32Array, settings: VisualizerSettings, noise?: Float32Array): Diffusion {
    this.check(settings);
    const { visualTokens, featureWidth } = this.manifest.visionEncoder;
    if (tokens.length !== visualTokens * featureWidth) {
      throw new AppError('input', t('runtime.tokensOfOther'));
    }
    return new Diffusion(this.graphs, this.manifest, this.drawing, tokens, settings, noise);
  }
}

/** A picture on its way; each `advance` is one denoiser step or the last decoding. */
export class Diffusion implements Drawing {
  /** The tokens that are drawn: the given ones with the variation's noise. */
  readonly tokens: Float32Array;
  /** The picture, once it is finished. */
  picture: DecodedPicture | undefined;
  readonly #schedule: Scheduler;
  readonly #previews: ReadonlySet<number>;
  #latent: Float32Array;
  #condition: Float32Array | undefined;
  #step = 0;

  constructor(
    private readonly graphs: Graphs,
    private readonly manifest: Manifest,
    private readonly drawing: PictureOf<'regressed'>,
    tokens: Float32Array,
    private readonly settings: VisualizerSettings,
    noise: Float32Array | undefined,
  ) {
    const { channels, height, width } = drawing.latent;
    this.tokens = varied(tokens, manifest.visionEncoder.featureWidth, settings);
    this.#schedule = createScheduler(drawing, settings.steps);
    this.#latent = noise ?? new Random(settings.seed, 'noise').gaussians(channels * height * width);
    this.#previews = previewSteps(settings.steps);
  }

  /** The latent so far, [C, h, w]. */
  get latent(): Float32Array {
    return this.#latent;
  }

  /** One denoiser step, or after the last of them the decoding; a preview where one is due. */
  async advance(): Promise<Preview | undefined> {
    const { steps } = this.settings;
    if (this.#step === steps) {
      const png = await this.#png(this.#latent);
      const side = this.drawing.outputSize;
      this.picture = { png, width: side, height: side, tokens: this.tokens };
      return undefined;
    }
    this.#condition ??= await this.#adapt();
    const timestep = this.#schedule.timesteps[this.#step] ?? 0;
    const prediction = await this.#predict(timestep, this.#condition);
    const { latent, sample } = this.#schedule.step(prediction, this.#step, this.#latent);
    this.#latent = latent;
    this.#step += 1;
    if (!this.#previews.has(this.#step)) return undefined;
    return { step: this.#step, steps, png: await this.#png(sample) };
  }

  /** The condition [n, D]: the adapter's rows, then zeros. */
  async #adapt(): Promise<Float32Array> {
    const { visualTokens, featureWidth } = this.manifest.visionEncoder;
    const { width, paddedTokens } = this.drawing.adapter;
    const shape = [visualTokens, featureWidth];
    const split = this.manifest.languageModel.graphs.kind === 'split';
    const tokens = new Tensor('float32', this.tokens, split ? [1, ...shape] : shape);
    const rows = numbersOf(await neededGraph(this.graphs.adapter).run({ tokens }), 'condition');
    if (rows.length !== visualTokens * width) throw new TypeError('The adapter gave another size.');
    const condition = new Float32Array(paddedTokens * width);
    condition.set(rows);
    return condition;
  }

  /** uncond + guidance * (cond - uncond), both in one batch; at guidance 1 the conditioned alone. */
  async #predict(timestep: number, condition: Float32Array): Promise<Float32Array> {
    const { guidance } = this.settings;
    const { channels, height, width } = this.drawing.latent;
    const { width: conditionWidth, paddedTokens } = this.drawing.adapter;
    const batch = guidance === 1 ? 1 : 2;
    const size = this.#latent.length;
    const latents = new Float32Array(size * batch);
    for (let half = 0; half < batch; half += 1) latents.set(this.#latent, half * size);
    const conditions = new Float32Array(condition.length * batch);
    conditions.set(condition, condition.length * (batch - 1));
    const outputs = await neededGraph(this.graphs.denoiser).run({
      latent: new Tensor('float32', latents, [batch, channels, height, width]),
      timestep: new Tensor('float32', new Float32Array(batch).fill(timestep), [batch]),
      condition: new Tensor('float32', conditions, [batch, paddedTokens, conditionWidth]),
    });
    const said = numbersOf(outputs, 'prediction');
    if (said.length !== size * batch) throw new TypeError('The denoiser gave another size.');
    if (batch === 1) return said;
    const free = said.subarray(0, size);
    return free.map((value, place) => value + guidance * ((said[size + place] ?? 0) - value));
  }

  /** Pixels of a latent as PNG. */
  async #png(latent: Float32Array): Promise<Uint8Array> {
    const { outputSize } = this.drawing;
    return encodePng(pixelBytes(await this.pixels(latent), outputSize), outputSize, outputSize);
  }

  /** Pixels [3, H, W] in -1..1 of a latent. */
  async pixels(latent: Float32Array): Promise<Float32Array> {
    const { decoder, latent: shape } = this.drawing;
    if (!decoder || !this.graphs.decoder) return latent;
    const scaled = latent.map((value) => value / decoder.scale);
    const dimensions = [1, shape.channels, shape.height, shape.width];
    const outputs = await this.graphs.decoder.run({
      latent: new Tensor('float32', scaled, dimensions),
    });
    const pixels = numbersOf(outputs, 'pixels');
    const { outputSize } = this.drawing;
    if (pixels.length !== 3 * outputSize ** 2)
      throw new TypeError('The decoder gave another size.');
    return pixels;
  }
}

/** Steps after which a preview is shown: the first, for it should come soon, and some between. */
function previewSteps(steps: number): ReadonlySet<number> {
  const shown = new Set([1]);
  for (let part = 1; part < PREVIEWS; part += 1) shown.add(Math.round((steps * part) / PREVIEWS));
  shown.delete(steps);
  return shown;
}

/**
 * Tokens with seeded noise of the given size added, each brought back to length 1.
 *
 * The noise of a token has about the length `variation`, so at 1 it is as long as the token.
 */
export function varied(
  tokens: Float32Array,
  width: number,
  { seed, variation }: Pick<VisualizerSettings, 'seed' | 'variation'>,
): Float32Array {
  if (variation === 0) return tokens;
  const random = new Random(seed, 'variation');
  const moved = tokens.map((value) => value + (variation * random.gaussian()) / Math.sqrt(width));
  for (let begin = 0; begin < moved.length; begin += width) {
    const token = moved.subarray(begin, begin + width);
    const length = Math.hypot(...token) || 1;
    token.forEach((value, place) => {
      token[place] = value / length;
    });
  }
  return moved;
}
