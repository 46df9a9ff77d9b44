/** Numbers of 16 bits: to float32 and back. Electron 33 has no Float16Array. */

const word = new Uint32Array(1);
const value = new Float32Array(word.buffer);

/** Bits of the nearest 16-bit float, half to even. */
export function halfOf(number: number): number {
  value[0] = number;
  const bits = word[0] ?? 0;
  const sign = (bits >>> 16) & 0x8000;
  const rest = bits & 0x7fffffff;
  if (rest >= 0x47800000) return sign | (rest > 0x7f800000 ? 0x7e00 : 0x7c00);
  if (rest < 0x38800000) {
    // Below the normal ones: the last bits of the sum are the number's.
    value[0] = Math.abs(number) + 0.5;
    return sign | ((word[0] ?? 0) - 0x3f000000);
  }
  return sign | ((rest - 0x38000000 + 0xfff + ((rest >>> 13) & 1)) >>> 13);
}

/** The float32 of every 16-bit float, by its bits. */
export const FLOAT_OF_HALF = new Float32Array(65536);
for (const bits of FLOAT_OF_HALF.keys()) {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const rest = bits & 1023;
  const size = exponent === 0 ? 2 ** -24 * rest : 2 ** (exponent - 15) * (1 + rest / 1024);
  FLOAT_OF_HALF[bits] = exponent < 31 ? sign * size : rest ? NaN : sign * Infinity;
}

let halfOfBrain: Uint16Array | undefined;

/** The 16-bit float of every bfloat16, by its bits; made when it is first asked for. */
export function halfOfBrainTable(): Uint16Array {
  if (!halfOfBrain) {
    halfOfBrain = new Uint16Array(65536);
    const bits = new Uint32Array(1);
    const read = new Float32Array(bits.buffer);
    for (const brain of halfOfBrain.keys()) {
      bits[0] = brain << 16;
      halfOfBrain[brain] = halfOf(read[0] ?? 0);
    }
  }
  return halfOfBrain;
}
