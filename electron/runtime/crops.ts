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
      const lines = ys.map((y) => xs.map((x) => this.#sumTo(sums, x, y)));
      for (let y = 0; y < down; y += 1) {
        for (let x = 0; x < across; x += 1) {
          const sum =
            (lines[y + 1]?.[x + 1] ?? 0) -
            (lines[y + 1]?.[x] ?? 0) -
            (lines[y]?.[x + 1] ?? 0) +
            (lines[y]?.[x] ?? 0);
          pixels[((top + y) * size + left + x) * 3 + colour] = Math.round(sum / area);
        }
      }
    }
    return { size, pixels };
  }

  /** Sum of one colour over all that lies left of x and above y; both may fall within a pixel. */
  #sumTo(sums: Uint32Array, x: number, y: number): number {
    const { width, height } = this.picture;
    const column = Math.min(width - 1, Math.floor(x));
    const row = Math.min(height - 1, Math.floor(y));
    const right = x - column;
    const below = y - row;
    const at = row * this.#stride + column;
    const first = sums[at] ?? 0;
    const second = sums[at + 1] ?? 0;
    const third = sums[at + this.#stride] ?? 0;
    const fourth = sums[at + this.#stride + 1] ?? 0;
    return (
      (first * (1 - right) + second * right) * (1 - below) +
      (third * (1 - right) + fourth * right) * below
    );
  }
}

/** The places between `count` equal parts of a span. */
function edges(from: number, span: number, count: number): number[] {
  return Array.from({ length: count + 1 }, (_, place) => from + (span * place) / count);
}
