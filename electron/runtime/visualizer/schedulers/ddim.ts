import type { Scheduler, Step } from './scheduler';
import type { PictureOf } from '../../../../shared/manifest';

type Visualizer = PictureOf<'regressed'>;
type Options = Extract<Visualizer['schedule'], { kind: 'scaled_linear' }>;

/**
 * DDIM without added noise (Song et al., arXiv 2010.02502, eta 0) on the scaled linear schedule of
 * Stable Diffusion: timesteps are multiples of the stride ("leading"), moved up by the offset.
 */
export class DdimScheduler implements Scheduler {
  readonly timesteps: readonly number[];
  readonly #stride: number;
  /** Products of 1 - beta up to each training step. */
  readonly #alphas: readonly number[];

  constructor(
    private readonly options: Options,
    private readonly prediction: Visualizer['prediction'],
    steps: number,
  ) {
    const { trainSteps, stepsOffset } = options;
    this.#alphas = alphasOf(options);
    this.#stride = Math.floor(trainSteps / steps);
    this.timesteps = Array.from({ length: steps }, (_, step) =>
      // The offset may lead one past the end where every training step is taken.
      Math.min((steps - 1 - step) * this.#stride + stepsOffset, trainSteps - 1),
    );
  }

  step(prediction: Float32Array, index: number, latent: Float32Array): Step {
    const timestep = this.timesteps[index] ?? 0;
    const before = timestep - this.#stride;
    const now = this.#alphas[timestep] ?? 1;
    const last = this.options.setAlphaToOne ? 1 : (this.#alphas[0] ?? 1);
    const then = before >= 0 ? (this.#alphas[before] ?? 1) : last;
    const sample = new Float32Array(latent.length);
    const moved = new Float32Array(latent.length);
    for (let place = 0; place < latent.length; place += 1) {
      const [clean, noise] = this.#parts(prediction[place] ?? 0, latent[place] ?? 0, now);
      sample[place] = clean;
      moved[place] = Math.sqrt(then) * clean + Math.sqrt(1 - then) * noise;
    }
    return { latent: moved, sample };
  }

  /** The sample and the noise that a latent is made of, by what the denoiser predicts. */
  #parts(predicted: number, latent: number, alpha: number): [clean: number, noise: number] {
    const [signal, rest] = [Math.sqrt(alpha), Math.sqrt(1 - alpha)];
    switch (this.prediction) {
      case 'epsilon':
        return [(latent - rest * predicted) / signal, predicted];
      case 'sample':
        return [predicted, (latent - signal * predicted) / rest];
      case 'v':
        return [signal * latent - rest * predicted, signal * predicted + rest * latent];
    }
  }
}

function alphasOf({ trainSteps, betaStart, betaEnd }: Options): number[] {
  const [low, high] = [Math.sqrt(betaStart), Math.sqrt(betaEnd)];
  let product = 1;
  return Array.from({ length: trainSteps }, (_, step) => {
    const root = low + ((high - low) * step) / Math.max(1, trainSteps - 1);
    product *= 1 - root * root;
    return product;
  });
}
