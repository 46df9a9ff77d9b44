/**
 * What the hard suites have in common: how many cases each tries (a few in `npm test`, all in
 * `npm run test:hard`), the seed that they are made from, and the note of what was really run.
 */
import fs from 'node:fs';
import path from 'node:path';
import suites from './suites.json';

/** Whether all cases are tried, as `npm run test:hard` does. */
export const LONG = process.env.METAMORPH_HARD === 'long';

/** Where notes of what was run are left for `npm run test:hard`. */
const NOTES = path.resolve(import.meta.dirname, '../../.cache/hard');
const SCALE = Number(process.env.METAMORPH_HARD_SCALE ?? 1);
const SEED = Number(process.env.METAMORPH_HARD_SEED ?? 1);

/** Seeded random choices, the same on every machine (mulberry32). */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** A number from 0 up to, not including, 1. */
  share(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  }

  /** A whole number from 0 up to, not including, `end`. */
  below(end: number): number {
    return Math.floor(this.share() * end);
  }

  /** One of several. */
  of<Item>(items: readonly Item[]): Item {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new RangeError('There is nothing to choose from.');
    return item;
  }

  /** Random bytes. */
  bytes(length: number): Buffer {
    return Buffer.from(Array.from({ length }, () => this.below(256)));
  }
}

/** A suite that was begun. */
export interface Suite {
  /** How many cases to try. */
  readonly cases: number;
  readonly seed: number;
  readonly dice: Dice;
  /** Notes what was run, once all of it held. */
  readonly done: (this: void, cases: number, detail?: string) => void;
}

/**
 * Begins a suite.
 *
 * @param name its name in `suites.json`
 * @param short how many cases `npm test` tries
 * @param long how many `npm run test:hard` tries
 */
export function suite(name: string, short: number, long: number): Suite {
  if (!suites.some((known) => known.name === name)) throw new Error(`${name} is not listed.`);
  const began = performance.now();
  return {
    cases: LONG ? Math.max(short, Math.ceil(long * SCALE)) : short,
    seed: SEED,
    dice: new Dice(SEED),
    done(cases, detail = '') {
      if (!LONG) return;
      const seconds = Math.round((performance.now() - began) / 1000);
      fs.mkdirSync(NOTES, { recursive: true });
      fs.writeFileSync(
        path.join(NOTES, `${name}.json`),
        JSON.stringify({ name, cases, seed: SEED, seconds, detail }),
      );
    },
  };
}

/** Longest time (milliseconds) that a test of a hard suite may take. */
export const LIMIT = LONG ? 8 * 60 * 60_000 : 120_000;
