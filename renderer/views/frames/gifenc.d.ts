/** Types of the parts of gifenc that are used; the package has none of its own. */
declare module 'gifenc' {
  export interface Encoder {
    writeFrame(
      index: Uint8Array,
      width: number,
      height: number,
      options: { palette: number[][]; delay: number; repeat?: number },
    ): void;
    finish(): void;
    bytes(): Uint8Array;
  }
  export function GIFEncoder(): Encoder;
  /** A palette of at most `most` colours for pixels of red, green, blue and alpha. */
  export function quantize(pixels: Uint8ClampedArray, most: number): number[][];
  /** Places in the palette, one for each pixel. */
  export function applyPalette(pixels: Uint8ClampedArray, palette: number[][]): Uint8Array;
}
