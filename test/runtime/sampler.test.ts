import { describe, expect, it } from 'vitest';
import { Random } from '../../electron/runtime/random';
import { Sampler } from '../../electron/runtime/generation/sampler';
import type { Sampling } from '../../electron/runtime/types';

const plain: Sampling = { temperature: 1, topK: 0, topP: 1, repetitionPenalty: 1, seed: 3 };
const none = new Set<number>();

/** How often each token is drawn in many tries. */
function counts(sampling: Sampling, logits: readonly number[], tries = 4000): number[] {
  const sampler = new Sampler(sampling);
  const drawn = logits.map(() => 0);
  for (let round = 0; round < tries; round += 1) {
    const id = sampler.choose(Float32Array.from(logits), none);
    drawn[id] = (drawn[id] ?? 0) + 1;
  }
  return drawn.map((count) => count / tries);
}

describe('the sampler', () => {
  const logits = [0.1, 0.5, 0.2, 0.15, 0.05].map(Math.log);

  // Catches probabilities that are not those of the logits.
  it('draws each token as often as its probability says', () => {
    for (const [id, share] of counts(plain, logits).entries()) {
      expect(Math.abs(share - Math.exp(logits[id] ?? 0))).toBeLessThan(0.03);
    }
  });

  it('takes the best at temperature 0, the first of equal ones', () => {
    const greedy = { ...plain, temperature: 0 };
    expect(counts(greedy, logits, 20)).toEqual([0, 1, 0, 0, 0]);
    expect(counts(greedy, [1, 2, 2], 20)).toEqual([0, 1, 0]);
  });

  // Catches a temperature that is multiplied instead of divided by.
  it('flattens with a high temperature and sharpens with a low one', () => {
    const share = (temperature: number) => counts({ ...plain, temperature }, logits)[1] ?? 0;
    expect(share(2)).toBeLessThan(0.45);
    expect(share(0.3)).toBeGreaterThan(0.85);
  });

  it('draws from the k best alone', () => {
    const shares = counts({ ...plain, topK: 2 }, logits);
    expect(shares[0]).toBe(0);
    expect(shares[3]).toBe(0);
    expect(shares[4]).toBe(0);
    expect(shares[1]).toBeCloseTo(0.5 / 0.7, 1);
  });

  // Catches a nucleus that leaves out the token which reaches the share.
  it('draws from the shortest beginning that reaches top-p', () => {
    const shares = counts({ ...plain, topP: 0.6 }, logits);
    expect(shares.map((share) => share > 0)).toEqual([false, true, true, false, false]);
    expect(counts({ ...plain, topP: 0.01 }, logits, 50)).toEqual([0, 1, 0, 0, 0]);
  });

  // Catches a penalty that makes negative logits likelier.
  it('makes what was said less likely, whatever its sign', () => {
    const sampler = new Sampler({ ...plain, temperature: 0, repetitionPenalty: 2 });
    expect(sampler.choose(Float32Array.of(3, 2, -5), none)).toBe(0);
    sampler.note(0);
    expect(sampler.choose(Float32Array.of(3, 2, -5), none)).toBe(1);
    const negative = new Sampler({ ...plain, temperature: 0, repetitionPenalty: 2 });
    negative.note(0);
    expect(negative.choose(Float32Array.of(-1, -1.5), none)).toBe(1);
  });

  it('never draws what is masked', () => {
    const sampler = new Sampler(plain);
    const masked = new Set([1, 2]);
    for (let round = 0; round < 500; round += 1) {
      expect(masked.has(sampler.choose(Float32Array.from(logits), masked))).toBe(false);
    }
  });

  it('leaves the logits as they are', () => {
    const given = Float32Array.from(logits);
    const sampler = new Sampler({ ...plain, repetitionPenalty: 1.5 });
    sampler.note(1);
    sampler.choose(given, new Set([0]));
    expect(given).toEqual(Float32Array.from(logits));
  });
});

describe('random numbers', () => {
  // Catches a generator whose numbers are not normal, or lean to one side.
  it('are normally distributed', () => {
    const values = new Random(5, 'noise').gaussians(20_000);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    const within = values.filter((value) => Math.abs(value) < 1).length / values.length;
    expect(Math.abs(mean)).toBeLessThan(0.03);
    expect(Math.abs(variance - 1)).toBeLessThan(0.04);
    expect(Math.abs(within - 0.6827)).toBeLessThan(0.015);
  });

  // Catches neighbouring seeds, or purposes, that share their numbers.
  it('differ between seeds and between purposes', () => {
    const first = (seed: number, stream: 'noise' | 'words') =>
      [...new Random(seed, stream).gaussians(4)].join();
    const all = [first(1, 'noise'), first(2, 'noise'), first(3, 'noise'), first(1, 'words')];
    expect(new Set(all).size).toBe(4);
    expect(first(1, 'noise')).toBe(all[0]);
  });
});
