import type { Box } from '../../shared/workbench';
import type { Pixels, Square } from './picture';

/** Most pixels of a picture whose sums still fit 32 bits. */
export const MOST_SUMMED = 16_000_000;

/**
 * Sums over all rectangles of a picture (an integral image), so that a part of any size becomes a
 * small square in the same short time. The square is a mean of areas, as the encoder's own fitting.
 */
export class Summed {
  readonly #sums: readonly Uint32Array[];
  readonly #stride: number;

  constructor(readonly picture: Pixels) {
    const { data, width, height } = picture;
    if (width * height > MOST_SUMMED)
      throw new RangeError('The picture is too large for its sums.');
    this.#stride = width + 1;
    this.#sums = [0, 1, 2].map((colour) => {
      const sums = new Uint32Array(this.#stride * (height + 1));
      for (let y = 0; y < height; y += 1) {
        let row = 0;
        const place = (y + 1) * this.#stride + 1;
        for (let x = 0; x < width; x += 1) {
          row += data[(y * width + x) * 3 + colour] ?? 0;
          sums[place + x] = row + (sums[place + x - this.#stride] ?? 0);
        }
      }
      return sums;
    });
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
    const xs = edges(box.x, box.width, across);
    const ys = edges(box.y, box.height, down);
    const area = (box.width / across) * (box.height / down);
    for (const [colour, sums] of this.#sums.entries()) {
      let above = this.#line(sums, xs, ys[0] ?? 0);
      for (let y = 0; y < down; y += 1) {
        const below = this.#line(sums, xs, ys[y + 1] ?? 0);
        let place = ((top + y) * size + left) * 3 + colour;
        for (let x = 0; x < across; x += 1) {
          const sum = (below[x + 1] ?? 0) - (below[x] ?? 0) - (above[x + 1] ?? 0) + (above[x] ?? 0);
          pixels[place] = Math.round(sum / area);
          place += 3;
        }
        above = below;
      }
    }
    return { size, pixels };
  }

  /** Sums of one colour over all that lies above y and left of each x; all may fall within a pixel. */
  #line(sums: Uint32Array, xs: Float64Array, y: number): Float64Array {
    const { width, height } = this.picture;
    const row = Math.min(height - 1, Math.floor(y));
    const under = y - row;
    const line = new Float64Array(xs.length);
    for (let place = 0; place < xs.length; place += 1) {
      const x = xs[place] ?? 0;
      const column = Math.min(width - 1, Math.floor(x));
      const right = x - column;
      const at = row * this.#stride + column;
      const next = at + this.#stride;
      const upper = (sums[at] ?? 0) * (1 - right) + (sums[at + 1] ?? 0) * right;
      const lower = (sums[next] ?? 0) * (1 - right) + (sums[next + 1] ?? 0) * right;
      line[place] = upper * (1 - under) + lower * under;
    }
    return line;
  }
}

/** The places between `count` equal parts of a span. */
function edges(from: number, span: number, count: number): Float64Array {
  return Float64Array.from({ length: count + 1 }, (_, place) => from + (span * place) / count);
}
