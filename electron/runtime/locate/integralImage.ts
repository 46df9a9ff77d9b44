import type { Pixels, Square } from '../inputImage';
import type { Box } from '../../../shared/image';

/** Most pixels of a picture whose sums still fit 32 bits. */
export const MAX_INTEGRAL_PIXELS = 16_000_000;

/**
 * Sums over all rectangles of a picture (an integral image), so that a part of any size becomes a
 * small square in the same short time. The square is a mean of areas, as the encoder's own fitting.
 */
export class IntegralImage {
  /** One row above the picture and one column left of it are of zeros; colours stand together. */
  readonly #sums: Uint32Array;
  readonly #stride: number;

  constructor(readonly picture: Pixels) {
    const { data, width, height } = picture;
    if (width * height > MAX_INTEGRAL_PIXELS)
      throw new RangeError('The picture is too large for its sums.');
    const stride = (width + 1) * 3;
    const sums = new Uint32Array(stride * (height + 1));
    let from = 0;
    for (let y = 1; y <= height; y += 1) {
      let [red, green, blue] = [0, 0, 0];
      let at = y * stride + 3;
      for (let x = 0; x < width; x += 1) {
        red += data[from] ?? 0;
        green += data[from + 1] ?? 0;
        blue += data[from + 2] ?? 0;
        sums[at] = (sums[at - stride] ?? 0) + red;
        sums[at + 1] = (sums[at + 1 - stride] ?? 0) + green;
        sums[at + 2] = (sums[at + 2 - stride] ?? 0) + blue;
        from += 3;
        at += 3;
      }
    }
    this.#sums = sums;
    this.#stride = stride;
  }

  /**
   * A part of the picture as a square.
   *
   * @param box within the picture, in its pixels; a box that is no square is fitted over white
   * @param size side of the result in pixels
   */
  square(box: Box, size: number): Square {
    const pixels = new Uint8Array(size * size * 3).fill(255);
    const scale = size / Math.max(box.width, box.height);
    const across = Math.max(1, Math.round(box.width * scale));
    const down = Math.max(1, Math.round(box.height * scale));
    const left = (size - across) >> 1;
    const top = (size - down) >> 1;
    const columns = placesOf(box.x, box.width, across, this.picture.width);
    const rows = placesOf(box.y, box.height, down, this.picture.height);
    const share = (across / box.width) * (down / box.height);
    let above: Float64Array = new Float64Array((across + 1) * 3);
    let below: Float64Array = new Float64Array((across + 1) * 3);
    this.#line(columns, rows, 0, above);
    for (let y = 0; y < down; y += 1) {
      this.#line(columns, rows, y + 1, below);
      const target = ((top + y) * size + left) * 3;
      for (let at = 0; at < across * 3; at += 1) {
        const until = (below[at + 3] ?? 0) - (above[at + 3] ?? 0);
        const before = (below[at] ?? 0) - (above[at] ?? 0);
        // Never below zero, so adding a half and cutting off rounds.
        pixels[target + at] = (until - before) * share + 0.5;
      }
      [above, below] = [below, above];
    }
    return { size, pixels };
  }

  /** Sums over all that lies above a row's edge and left of each column's edge. */
  #line(columns: AppPaths, rows: AppPaths, row: number, line: Float64Array): void {
    const sums = this.#sums;
    const stride = this.#stride;
    const start = (rows.whole[row] ?? 0) * stride;
    const under = rows.rest[row] ?? 0;
    const { whole, rest } = columns;
    let target = 0;
    for (let place = 0; place < whole.length; place += 1) {
      const right = rest[place] ?? 0;
      let at = start + (whole[place] ?? 0) * 3;
      for (const end = at + 3; at < end; at += 1) {
        const upper = sums[at] ?? 0;
        const lower = sums[at + stride] ?? 0;
        const high = upper + ((sums[at + 3] ?? 0) - upper) * right;
        const low = lower + ((sums[at + stride + 3] ?? 0) - lower) * right;
        line[target] = high + (low - high) * under;
        target += 1;
      }
    }
  }
}

/** Places between pixels: the pixel that each falls in, and how far into it. */
interface AppPaths {
  readonly whole: Int32Array;
  readonly rest: Float64Array;
}

/** The places between `count` equal parts of a span, within a line of `length` pixels. */
function placesOf(from: number, span: number, count: number, length: number): AppPaths {
  const whole = new Int32Array(count + 1);
  const rest = new Float64Array(count + 1);
  for (let place = 0; place <= count; place += 1) {
    const exact = from + (span * place) / count;
    const pixel = Math.max(0, Math.min(length - 1, Math.floor(exact)));
    whole[place] = pixel;
    rest[place] = exact - pixel;
  }
  return { whole, rest };
}
