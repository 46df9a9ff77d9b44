import { argmax } from '../../runtime/generation/sampler';
import { Cache } from '../../runtime/generation/kvCache';
import { CHUNK } from '../../runtime/generation/languageModel';
import { textTokens } from '../../runtime/generation/sequence';
import type { SplitGraphs } from '../../runtime/generation/splitGraphs';
import type { Manifest } from '../../../shared/manifest';
import { median } from '../figures';
import { timed } from '../language';
import type { FullSizeEffort, StepTimes } from './calls';
import { randomWords } from './noise';

/** Sequences of a language model that are written side by side, all of one length. */
export interface Stepper {
  /** Reads until there are so many positions; gives how many were read. */
  readTo(length: number): Promise<number>;
  /** Chooses the next token of each sequence and reads it. */
  step(): Promise<void>;
}

/** The threads of one side go to sleep before the other side begins (milliseconds). */
const REST = 200;

/** Any ids of a vocabulary, the same each time. */
export function anyIds(seed: number, vocabulary: number): (count: number) => number[] {
  const words = randomWords(seed);
  return (count) => Array.from({ length: count }, () => words.next().value % vocabulary);
}

/** The studio's own language model, as the runtime drives it. */
export class OwnStepper implements Stepper {
  readonly #cache: Cache;
  readonly #ids: (count: number) => number[];
  #hidden: Float32Array = new Float32Array(0);

  constructor(
    private readonly graphs: SplitGraphs,
    { languageModel }: Manifest,
    private readonly sequences: number,
  ) {
    this.#cache = new Cache({ ...languageModel, sequences });
    this.#ids = anyIds(sequences, languageModel.vocabulary);
  }

  async readTo(length: number): Promise<number> {
    const begin = this.#cache.length;
    while (this.#cache.length < length) {
      const count = Math.min(CHUNK, length - this.#cache.length);
      await this.#advance(Array.from({ length: this.sequences }, () => this.#ids(count)));
    }
    return this.#cache.length - begin;
  }

  async step(): Promise<void> {
    const logits = await this.graphs.logits(this.#hidden);
    const count = logits.length / this.sequences;
    const chosen = Array.from({ length: this.sequences }, (_, sequence) => [
      argmax(logits.subarray(sequence * count, (sequence + 1) * count)),
    ]);
    await this.#advance(chosen);
  }

  /** A step by a code, which all sequences share, as a picture is drawn. */
  async codeStep(): Promise<void> {
    const scores = await this.graphs.scores(this.#hidden);
    const code = argmax(scores.subarray(0, scores.length / this.sequences));
    const rows = await this.graphs.codeRows(code, this.sequences);
    this.#hidden = await this.graphs.advance(this.#cache, textTokens([code]), rows);
  }

  async #advance(lists: readonly (readonly number[])[]): Promise<void> {
    const rows = await this.graphs.embed(lists);
    const tokens = textTokens(lists[0] ?? []);
    this.#hidden = await this.graphs.advance(this.#cache, tokens, rows);
  }
}

/** One side of the comparison: one sequence, and two side by side. */
export interface Side {
  readonly one: Stepper;
  readonly two: Stepper;
}

/** Times of something that was done at several contexts. */
export class Log {
  readonly #times = new Map<number, number[]>();

  add(context: number, time: number): void {
    this.#times.set(context, [...(this.#times.get(context) ?? []), time]);
  }

  get medians(): StepTimes {
    return Object.fromEntries([...this.#times].map(([context, times]) => [context, median(times)]));
  }
}

/** Steps of a side, and tokens a second while it read to the longest context. */
export interface SideLog {
  readonly one: Log;
  readonly two: Log;
  reading: number;
}

/**
 * Times steps of all sides in turns, at one context after the other.
 *
 * @param codes a step of two sequences by their codes, timed among them; undefined where there is none
 */
export async function timeSides(
  sides: readonly Side[],
  codes: (() => Promise<void>) | undefined,
  { rounds, steps, contexts }: FullSizeEffort,
  say: (sentence: string) => void,
): Promise<{ readonly sides: readonly SideLog[]; readonly codes: Log }> {
  const logs = sides.map((): SideLog => ({ one: new Log(), two: new Log(), reading: 0 }));
  const codeLog = new Log();
  for (const context of contexts) {
    say(`Reading ${context} tokens, then steps.`);
    for (const [place, { one, two }] of sides.entries()) {
      let read = 0;
      const spent = await timed(async () => {
        read = await one.readTo(context);
      });
      const log = logs[place];
      if (log) log.reading = (read / spent) * 1000;
      await two.readTo(context);
    }
    const block = async (log: Log | undefined, step: () => Promise<void>): Promise<void> => {
      await new Promise((resolve) => setTimeout(resolve, REST));
      // The first one wakes the threads.
      await step();
      for (let count = 0; count < steps; count += 1) log?.add(context, await timed(step));
    };
    for (let round = 0; round < rounds; round += 1) {
      for (const kind of ['one', 'two'] as const) {
        for (const [place, side] of sides.entries()) {
          await block(logs[place]?.[kind], () => side[kind].step());
        }
      }
      if (codes) await block(codeLog, codes);
    }
  }
  return { sides: logs, codes: codeLog };
}
