/** Purposes that draw from one seed without sharing numbers. */
export type Stream = 'words' | 'noise' | 'variation' | 'codes';

const STREAMS: Readonly<Record<Stream, number>> = {
  words: 0x9e3779b9,
  noise: 0x85ebca6b,
  variation: 0xc2b2ae35,
  codes: 0x27d4eb2f,
};

/** Seeded random numbers (sfc32), the same on every machine. */
export class Random {
  #a: number;
  #b: number;
  #c = 0x6d2b79f5;
  #counter = 1;
  #spare: number | undefined;

  /** @param seed whole number from 0 to 2^32 - 1 */
  constructor(seed: number, stream: Stream) {
    this.#a = seed >>> 0;
    this.#b = STREAMS[stream];
    for (let round = 0; round < 15; round += 1) this.#next();
  }

  /** A number from 0 up to, not including, 1. */
  uniform(): number {
    return this.#next() / 0x1_0000_0000;
  }

  /** A normally distributed number of mean 0 and variance 1 (Box and Muller). */
  gaussian(): number {
    if (this.#spare !== undefined) {
      const spare = this.#spare;
      this.#spare = undefined;
      return spare;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    const angle = 2 * Math.PI * this.uniform();
    this.#spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }

  /** `length` normally distributed numbers. */
  gaussians(length: number): Float32Array {
    return Float32Array.from({ length }, () => this.gaussian());
  }

  #next(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (this.#c << 21) | (this.#c >>> 11);
    this.#c = (this.#c + sum) | 0;
    return sum >>> 0;
  }
}
