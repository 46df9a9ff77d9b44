import { FLOAT_OF_HALF, halfOf } from './half';

/** Adding it rounds a float32 to the nearest whole number, half to even: 1.5 * 2 ** 23. */
const ROUNDER = 12582912;
const ROUNDER_BITS = 0x4b400000;

const floats = new Float32Array(2);
const bits = new Uint32Array(floats.buffer);

/** What rows of weights become; the arrays are as long as the values need. */
export interface Quantized {
  /** 8 bits a value, or 4 with the earlier value in the low half of a byte. */
  readonly packed: Uint8Array;
  readonly scales: Float32Array;
  /** A byte each, also for 4 bits; see {@link packZeros}. */
  readonly zeros: Uint8Array;
}

/**
 * Rounds weights to whole numbers of few bits, a scale and a zero point for each block, so that 0
 * stays exactly 0. Gives the same bytes as `quantize_blocks` of `models/metamorph/quantization.py`.
 *
 * @param values whole blocks
 */
export function quantize(
  values: Float32Array,
  width: 4 | 8,
  block: number,
  { packed, scales, zeros }: Quantized,
): void {
  const top = (1 << width) - 1;
  const smallest = Math.fround(2 ** -14 / top);
  const count = values.length / block;
  let to = 0;
  for (let index = 0, begin = 0; index < count; index += 1, begin += block) {
    const end = begin + block;
    let low = 0;
    let high = 0;
    for (let i = begin; i < end; i += 1) {
      const value = values[i] as number;
      low = value < low ? value : low;
      high = value > high ? value : high;
    }
    const scale = scaleOf(Math.fround(high - low), top, smallest);
    floats[0] = Math.fround(-low / scale) + ROUNDER;
    const exact = (bits[0] as number) - ROUNDER_BITS;
    const zero = exact > top ? top : exact;
    scales[index] = scale;
    zeros[index] = zero;
    const shift = zero - ROUNDER_BITS;
    if (width === 8) {
      for (let i = begin; i < end; i += 1) {
        floats[0] = Math.fround((values[i] as number) / scale) + ROUNDER;
        const whole = ((bits[0] as number) + shift) | 0;
        packed[to] = whole < 0 ? 0 : whole > 255 ? 255 : whole;
        to += 1;
      }
    } else {
      for (let i = begin; i < end; i += 2) {
        floats[0] = Math.fround((values[i] as number) / scale) + ROUNDER;
        floats[1] = Math.fround((values[i + 1] as number) / scale) + ROUNDER;
        let first = ((bits[0] as number) + shift) | 0;
        let second = ((bits[1] as number) + shift) | 0;
        first = first < 0 ? 0 : first > 15 ? 15 : first;
        second = second < 0 ? 0 : second > 15 ? 15 : second;
        packed[to] = first | (second << 4);
        to += 1;
      }
    }
  }
}

/** The step between two whole numbers: one that 16 bits hold, so that it can be kept in them. */
function scaleOf(range: number, top: number, smallest: number): number {
  const wanted = Math.fround(range / top);
  const rounded = FLOAT_OF_HALF[halfOf(wanted > smallest ? wanted : smallest)] as number;
  return rounded > 2 ** -24 ? rounded : 2 ** -24;
}

/** Zero points of 4 bits, two in a byte; each row of `blocks` begins a byte. */
export function packZeros(zeros: Uint8Array, rows: number, blocks: number): Uint8Array {
  const width = Math.ceil(blocks / 2);
  const packed = new Uint8Array(rows * width);
  for (let row = 0; row < rows; row += 1) {
    for (let block = 0; block < blocks; block += 1) {
      const at = row * width + (block >> 1);
      const zero = zeros[row * blocks + block] as number;
      packed[at] = (packed[at] as number) | (zero << (4 * (block & 1)));
    }
  }
  return packed;
}
