import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DdimScheduler } from '../../electron/runtime/visualizer/schedulers/ddim';
import { FlowMatchEulerScheduler } from '../../electron/runtime/visualizer/schedulers/flow';
import { greatestDifference } from './reference';

interface Case {
  readonly steps: number;
  readonly prediction: 'epsilon' | 'v_prediction' | 'sample';
  readonly offset: number;
  readonly alpha_one: boolean;
  readonly start: number[];
  readonly timesteps: number[];
  readonly latents: number[][];
}

const cases = JSON.parse(
  readFileSync(new URL('../fixtures/reference/schedulers.json', import.meta.url), 'utf8'),
) as Case[];

describe('DDIM with the settings of Stable Diffusion 1.5', () => {
  // Catches another spacing, offset, last alpha, or a kind of prediction taken for another.
  it.each(cases)(
    'goes the way of diffusers in $steps steps of $prediction (offset $offset)',
    ({ steps, prediction, offset, alpha_one, start, timesteps, latents }) => {
      const options = {
        kind: 'scaled_linear',
        trainSteps: 1000,
        betaStart: 0.00085,
        betaEnd: 0.012,
        stepsOffset: offset,
        setAlphaToOne: alpha_one,
      } as const;
      const kind = prediction === 'v_prediction' ? 'v' : prediction;
      const schedule = new DdimScheduler(options, kind, steps);
      expect(schedule.timesteps).toEqual(timesteps);
      let latent = Float32Array.from(start);
      for (const [index, timestep] of timesteps.entries()) {
        const predicted = latent.map((x) => Math.sin(x) + timestep / 1000);
        latent = Float32Array.from(schedule.step(predicted, index, latent).latent);
        const size = Math.max(...latent.map(Math.abs));
        expect(greatestDifference(latent, latents[index] ?? [])).toBeLessThan(1e-4 * size);
      }
    },
  );
});

describe('the flow', () => {
  // Catches steps that do not end at t = 1, and a velocity that is not divided by the rest.
  it('ends at the sample when the sample is always the same', () => {
    const sample = Float32Array.of(0.3, -1.2, 2);
    const schedule = new FlowMatchEulerScheduler({ minimumRest: 0.02 }, 'sample', 8);
    expect(schedule.timesteps).toEqual([0, 0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875]);
    let latent: Float32Array = Float32Array.of(1, 1, 1);
    for (const index of schedule.timesteps.keys()) {
      latent = schedule.step(sample, index, latent).latent;
    }
    expect(greatestDifference(latent, sample)).toBeLessThan(1e-6);
  });

  // Catches a last step that overshoots: the rest is never taken for less than its minimum.
  it('moves no further than the minimum of the rest allows', () => {
    const schedule = new FlowMatchEulerScheduler({ minimumRest: 0.5 }, 'sample', 4);
    const { latent } = schedule.step(Float32Array.of(1), 3, Float32Array.of(0));
    expect(latent[0]).toBeCloseTo(0.5, 6);
  });

  // Catches the three kinds of prediction taken for one another: all say the same sample here.
  it('understands sample, v and epsilon alike', () => {
    const [noise, clean, time] = [0.7, -0.4, 0.5];
    const latent = Float32Array.of((1 - time) * noise + time * clean);
    const said = { sample: clean, v: clean - noise, epsilon: noise } as const;
    for (const kind of ['sample', 'v', 'epsilon'] as const) {
      const step = new FlowMatchEulerScheduler({ minimumRest: 0.02 }, kind, 2).step(
        Float32Array.of(said[kind]),
        1,
        latent,
      );
      expect(step.sample[0]).toBeCloseTo(clean, 5);
      expect(step.latent[0]).toBeCloseTo(clean, 5);
    }
  });
});
