/** What one step of denoising gives. */
export interface Step {
  /** The latent after the step. */
  readonly latent: Float32Array;
  /** What the denoiser believes the finished latent to be. */
  readonly sample: Float32Array;
}

/** The way from noise to a latent in a number of steps; the latent is any shape, flat. */
export interface Scheduler {
  /** What the denoiser is told at each step, in order. */
  readonly timesteps: readonly number[];
  /**
   * One step.
   *
   * @param prediction what the (guided) denoiser said at `timesteps[index]`
   */
  step(prediction: Float32Array, index: number, latent: Float32Array): Step;
}
