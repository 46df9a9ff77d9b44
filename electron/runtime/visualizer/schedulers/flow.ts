import type { Scheduler, Step } from './scheduler';
import type { PictureOf } from '../../../../shared/manifest';

type Prediction = PictureOf<'regressed'>['prediction'];

/**
 * The straight path x_t = (1 - t) noise + t sample by Euler steps, t from 0 to 1.
 *
 * The velocity is (sample - x) / (1 - t); the rest 1 - t is kept from getting too small.
 */
export class FlowMatchEulerScheduler implements Scheduler {
  readonly timesteps: readonly number[];

  constructor(
    private readonly options: { readonly minimumRest: number },
    private readonly prediction: Prediction,
    steps: number,
  ) {
    this.timesteps = Array.from({ length: steps }, (_, step) => step / steps);
  }

  step(prediction: Float32Array, index: number, latent: Float32Array): Step {
    const time = this.timesteps[index] ?? 0;
    const rest = Math.max(1 - time, this.options.minimumRest);
    const sample = this.#sample(prediction, latent, time);
    const moved = latent.map((x, place) => {
      const velocity = ((sample[place] ?? 0) - x) / rest;
      return x + velocity / this.timesteps.length;
    });
    return { latent: moved, sample };
  }

  #sample(prediction: Float32Array, latent: Float32Array, time: number): Float32Array {
    switch (this.prediction) {
      case 'sample':
        return prediction;
      case 'v':
        return latent.map((x, place) => x + (1 - time) * (prediction[place] ?? 0));
      case 'epsilon': {
        // At t = 0 the latent is all noise and says nothing of the sample.
        const part = Math.max(time, this.options.minimumRest);
        return latent.map((x, place) => (x - (1 - time) * (prediction[place] ?? 0)) / part);
      }
    }
  }
}
