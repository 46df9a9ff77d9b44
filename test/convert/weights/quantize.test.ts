import { describe, expect, it } from 'vitest';
import { toFloats, toHalves, transpose } from '../../../electron/convert/weights/cast';
import { FLOAT_OF_HALF, halfOf } from '../../../electron/convert/weights/half';
import { packZeros, quantize } from '../../../electron/convert/weights/quantize';
import { expected, floatsOf } from '../made';

/** What training rounds to: models/convert/blocks.py. */
interface Blocks {
  readonly matrix: string;
  readonly shape: readonly [number, number];
  readonly int4: Bytes;
  readonly int8: Bytes;
}
interface Bytes {
  readonly packed: string;
  readonly scales: string;
  readonly zeros: string;
}

const BLOCK = 32;

describe('weights in few bits', () => {
  // Catches any other rounding than the one that models are trained with: halves away from zero,
  // a scale that 16 bits do not hold, a zero point of its own kind, an odd row of zero points.
  it.each([4, 8] as const)('of %s are the bytes of the training', (width) => {
    const blocks = expected<Blocks>('blocks');
    const [rows, columns] = blocks.shape;
    const values = floatsOf(blocks.matrix);
    const count = values.length / BLOCK;
    const packed = new Uint8Array((values.length * width) / 8);
    const scales = new Float32Array(count);
    const zeros = new Uint8Array(count);
    quantize(values, width, BLOCK, { packed, scales, zeros });
    const bound = width === 4 ? packZeros(zeros, rows, columns / BLOCK) : zeros;
    const wanted = blocks[`int${width}`];
    expect(Buffer.from(packed).toString('base64')).toBe(wanted.packed);
    expect(Buffer.from(scales.buffer).toString('base64')).toBe(wanted.scales);
    expect(Buffer.from(bound).toString('base64')).toBe(wanted.zeros);
  });
});

describe('numbers of 16 bits', () => {
  // Catches a subnormal, an infinity or a sign that is lost on the way.
  it('come back as they were', () => {
    const lost = [...FLOAT_OF_HALF.entries()].filter(
      ([bits, value]) => !Number.isNaN(value) && halfOf(value) !== bits,
    );
    expect(lost).toEqual([]);
    expect(halfOf(NaN) & 0x7fff).toBeGreaterThan(0x7c00);
  });

  // Catches rounding away from zero instead of to even, and a carry into the exponent that is lost.
  it('are the nearest ones, half to even', () => {
    const whole = Array.from({ length: 0x7c00 }, (_, bits) => bits);
    const wrong = whole.filter((bits) => {
      const [low, high] = [FLOAT_OF_HALF[bits] ?? 0, FLOAT_OF_HALF[bits + 1] ?? 0];
      if (bits === 0x7bff) return halfOf(65519.9) !== bits || halfOf(65520) !== 0x7c00;
      const middle = (low + high) / 2;
      const nudge = (high - low) / 8;
      const even = bits % 2 === 0 ? bits : bits + 1;
      return (
        halfOf(middle) !== even ||
        halfOf(middle - nudge) !== bits ||
        halfOf(middle + nudge) !== bits + 1 ||
        halfOf(-middle) !== (even | 0x8000)
      );
    });
    expect(wrong).toEqual([]);
  });

  // Catches bfloat16 read as float16, and the other way round.
  it('are read by their kind', () => {
    const values = Float32Array.of(1, -2.5, 0.15625, 3e-5, 65280);
    const brain = Uint16Array.from(new Uint32Array(values.buffer), (bits) => bits >>> 16);
    const read = new Float32Array(5);
    toFloats(new Uint8Array(brain.buffer), 'BF16', read);
    expect(read[3]).toBeCloseTo(3e-5, 6);
    expect([...read].toSpliced(3, 1)).toEqual([1, -2.5, 0.15625, 65280]);
    const halves = new Uint16Array(5);
    toHalves(new Uint8Array(brain.buffer), 'BF16', halves);
    const again = new Float32Array(5);
    toFloats(new Uint8Array(halves.buffer), 'F16', again);
    for (const [index, value] of again.entries()) expect(value).toBeCloseTo(read[index] ?? 0, 7);
    const straight = new Uint16Array(5);
    toHalves(new Uint8Array(values.buffer), 'F32', straight);
    expect([...straight].map((bits) => FLOAT_OF_HALF[bits])).toEqual(
      [...values].map((value) => FLOAT_OF_HALF[halfOf(value)]),
    );
  });
});

describe('a matrix turned round', () => {
  // Catches a square at the edge that is left out.
  it.each([
    [1, 7],
    [33, 65],
    [64, 32],
  ])('of %s rows and %s columns', (rows, columns) => {
    const values = Float32Array.from({ length: rows * columns }, (_, index) => index);
    const turned = new Float32Array(values.length);
    transpose(values, rows, columns, turned);
    const wrong = [...values.keys()].filter(
      (index) => turned[(index % columns) * rows + Math.floor(index / columns)] !== index,
    );
    expect(wrong).toEqual([]);
  });
});
