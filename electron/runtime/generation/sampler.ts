import { Random } from '../random';
import type { Sampling } from '../types';

interface Candidate {
  readonly id: number;
  readonly logit: number;
}

/** What is at most e^-30 times as likely as the best is never drawn. */
const FARTHEST = 30;

/** Chooses text tokens from logits, the same ones for the same seed. */
export class Sampler {
  readonly #random: Random;
  readonly #used = new Set<number>();

  constructor(private readonly sampling: Sampling) {
    this.#random = new Random(sampling.seed, 'words');
  }

  /** Notes a token of the answer, which the repetition penalty makes less likely from now on. */
  note(id: number): void {
    this.#used.add(id);
  }

  /**
   * The next token: the best at temperature 0, else drawn from the top-k, then top-p, candidates.
   *
   * @param logits [V]; left as they are
   * @param masked ids that must not come
   */
  choose(logits: Float32Array, masked: ReadonlySet<number>): number {
    const { temperature, topK, topP } = this.sampling;
    const scored = this.#penalised(logits, masked);
    const best = argmax(scored);
    if (temperature <= 0 || topK === 1) return best;
    const top = scored[best] ?? 0;
    const candidates = likeliest(scored, topK, top - FARTHEST * temperature);
    const weights = candidates.map(({ logit }) => Math.exp((logit - top) / temperature));
    return this.#draw(candidates, nucleus(weights, topP));
  }

  #penalised(logits: Float32Array, masked: ReadonlySet<number>): Float32Array {
    const { repetitionPenalty } = this.sampling;
    const scored = logits.slice();
    if (repetitionPenalty !== 1) {
      for (const id of this.#used) {
        const logit = scored[id] ?? 0;
        scored[id] = logit > 0 ? logit / repetitionPenalty : logit * repetitionPenalty;
      }
    }
    for (const id of masked) scored[id] = -Infinity;
    return scored;
  }

  #draw(candidates: readonly Candidate[], weights: readonly number[]): number {
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    let left = this.#random.uniform() * total;
    for (const [place, weight] of weights.entries()) {
      left -= weight;
      if (left < 0) return candidates[place]?.id ?? 0;
    }
    return candidates[weights.length - 1]?.id ?? 0;
  }
}

/** Place of the greatest number, the first of equal ones. */
export function argmax(values: Float32Array): number {
  let best = 0;
  let greatest = -Infinity;
  for (let place = 0; place < values.length; place += 1) {
    const value = values[place] ?? -Infinity;
    if (value > greatest) {
      greatest = value;
      best = place;
    }
  }
  return best;
}

/** Candidates above the floor, likeliest first; at most `most` of them, 0 for all. */
function likeliest(logits: Float32Array, most: number, floor: number): Candidate[] {
  const found: Candidate[] = [];
  for (let id = 0; id < logits.length; id += 1) {
    const logit = logits[id] ?? -Infinity;
    if (logit > floor) found.push({ id, logit });
  }
  found.sort((a, b) => b.logit - a.logit || a.id - b.id);
  return most > 0 ? found.slice(0, most) : found;
}

/** The shortest beginning whose weights reach the share `topP` of them all; at least one. */
function nucleus(weights: readonly number[], topP: number): number[] {
  if (topP >= 1) return [...weights];
  const enough = topP * weights.reduce((sum, weight) => sum + weight, 0);
  let reached = 0;
  const end = weights.findIndex((weight) => {
    reached += weight;
    return reached >= enough;
  });
  return weights.slice(0, end + 1);
}
