/** Numbers that are repeated in everything that is written. */
const COUNT = 2 ** 22;
/** Tensors begin this far from one another in the numbers, so that no two are equal. */
const STRIDE = 1_000_003;
const DEVIATION = 0.02;

/** Random whole numbers of 32 bits, the same for the same seed (mulberry32). */
export function* randomWords(seed: number): Generator<number, never> {
  let state = seed >>> 0;
  for (;;) {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    yield (mixed ^ (mixed >>> 14)) >>> 0;
  }
}

/** Bytes that are written over and over from another beginning for each tensor. */
export class Noise {
  readonly #bytes: Uint8Array;

  /**
   * @param bytes what is repeated
   * @param unit bytes that stay together
   */
  constructor(
    bytes: Uint8Array,
    private readonly unit: number,
  ) {
    this.#bytes = bytes;
  }

  /** So many bytes for a tensor, in pieces that are views. */
  *pieces(tensor: number, length: number): Generator<Uint8Array> {
    const units = this.#bytes.length / this.unit;
    let at = ((tensor * STRIDE) % units) * this.unit;
    let left = length;
    while (left > 0) {
      const piece = this.#bytes.subarray(at, at + Math.min(left, this.#bytes.length - at));
      yield piece;
      left -= piece.length;
      at = 0;
    }
  }
}

/** bfloat16 around a number, as weights of layers are around 0 and those of norms around 1. */
export function bfloats(seed: number, around: number, count = COUNT): Noise {
  const words = randomWords(seed);
  const floats = new Float32Array(count);
  for (let index = 0; index < count; index += 1) {
    // Four bytes of one word: their sum is close enough to a bell.
    const word = words.next().value;
    const sum = (word & 255) + ((word >>> 8) & 255) + ((word >>> 16) & 255) + (word >>> 24);
    floats[index] = around + ((sum - 510) / 147.8) * DEVIATION;
  }
  const bits = new Uint32Array(floats.buffer);
  const short = new Uint16Array(count);
  for (let index = 0; index < count; index += 1) short[index] = (bits[index] ?? 0) >>> 16;
  return new Noise(new Uint8Array(short.buffer), 2);
}
