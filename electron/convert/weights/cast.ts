import type { Dtype } from '../checkpoint/tensor';
import { FLOAT_OF_HALF, halfOf, halfOfBrainTable } from './half';

/** Kinds of numbers that weights are converted from. */
export type WeightDtype = Extract<Dtype, 'F32' | 'F16' | 'BF16'>;

/** Whether weights of this kind are converted. */
export const isWeightDtype = (dtype: Dtype): dtype is WeightDtype =>
  dtype === 'F32' || dtype === 'F16' || dtype === 'BF16';

/**
 * Numbers of a checkpoint as float32.
 *
 * @param bytes begins at a multiple of 4 of its buffer
 * @param into as many numbers as the bytes hold
 */
export function toFloats(bytes: Uint8Array, dtype: WeightDtype, into: Float32Array): void {
  const { buffer, byteOffset } = bytes;
  if (dtype === 'F32') {
    into.set(new Float32Array(buffer, byteOffset, into.length));
    return;
  }
  const source = new Uint16Array(buffer, byteOffset, into.length);
  const count = into.length;
  if (dtype === 'BF16') {
    const bits = new Uint32Array(into.buffer, into.byteOffset, count);
    for (let i = 0; i < count; i += 1) bits[i] = (source[i] as number) << 16;
  } else {
    for (let i = 0; i < count; i += 1) into[i] = FLOAT_OF_HALF[source[i] as number] as number;
  }
}

/** Numbers of a checkpoint as 16-bit floats; bounds as for {@link toFloats}. */
export function toHalves(bytes: Uint8Array, dtype: WeightDtype, into: Uint16Array): void {
  const { buffer, byteOffset } = bytes;
  const count = into.length;
  if (dtype === 'F32') {
    const source = new Float32Array(buffer, byteOffset, count);
    for (let i = 0; i < count; i += 1) into[i] = halfOf(source[i] as number);
    return;
  }
  const source = new Uint16Array(buffer, byteOffset, count);
  if (dtype === 'F16') {
    into.set(source);
    return;
  }
  const table = halfOfBrainTable();
  for (let i = 0; i < count; i += 1) into[i] = table[source[i] as number] as number;
}

/** Side of the squares in which a matrix is turned round, so that they fit the cache. */
const SIDE = 32;

/** A matrix [rows, columns] turned round. */
export function transpose<Kind extends Float32Array | Uint16Array>(
  values: Kind,
  rows: number,
  columns: number,
  into: Kind,
): void {
  for (let top = 0; top < rows; top += SIDE) {
    for (let left = 0; left < columns; left += SIDE) {
      const [bottom, right] = [Math.min(rows, top + SIDE), Math.min(columns, left + SIDE)];
      for (let row = top; row < bottom; row += 1) {
        for (let column = left; column < right; column += 1) {
          into[column * rows + row] = values[row * columns + column] as number;
        }
      }
    }
  }
}
