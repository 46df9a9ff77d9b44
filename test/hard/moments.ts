import type { Dice } from './suite';

/** Tries that may come too late, for each that hits. */
const MOST_TRIES = 10;

/**
 * Moments at which something that runs is disturbed, spread evenly over all of it. How long it takes
 * is learnt from the times it ended before its moment: a machine with other work, or one that has
 * warmed up, takes another time than the first.
 */
export class Moments {
  readonly #dice: Dice;
  readonly #wanted: number;
  #whole: number;
  #tries = 0;
  #hits = 0;

  /**
   * @param wanted how many are to hit
   * @param whole milliseconds that all of it takes, as far as is known
   */
  constructor(dice: Dice, wanted: number, whole: number) {
    this.#dice = dice;
    this.#wanted = wanted;
    this.#whole = whole;
  }

  /** How many hit so far. */
  get hits(): number {
    return this.#hits;
  }

  /** Whether there are to be more. */
  get goOn(): boolean {
    return this.#hits < this.#wanted && this.#tries < this.#wanted * MOST_TRIES;
  }

  /** Milliseconds after the begin at which to disturb it now. */
  next(): number {
    this.#tries += 1;
    return this.#dice.share() * this.#whole;
  }

  /** It was disturbed while it ran. */
  hit(): void {
    this.#hits += 1;
  }

  /** It had ended by itself, after so many milliseconds. */
  missed(whole: number): void {
    this.#whole = whole;
  }
}
