import { encodePng } from '../../images/encodePng';

/** A picture of a few pixels in place of another one, which its size identifies. */
export interface StandIn {
  readonly width: number;
  readonly height: number;
  readonly png: Uint8Array;
}

const WIDTHS = 997;
/** Its first pixels, by which it is recognised. */
const PATTERN = [18, 52, 86, 171, 205, 239, 90, 30, 150] as const;

/** The stand-in with a number, counted from 0. */
export function standIn(number: number): StandIn {
  const width = 3 + (number % WIDTHS);
  const height = 2 + Math.floor(number / WIDTHS);
  const pixels = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y += 1) pixels.set(PATTERN, y * width * 3);
  return { width, height, png: encodePng(pixels, width, height) };
}

/** The number of a stand-in, by its size and its pixels (red, green, blue); nothing for others. */
export function numberOf(width: number, height: number, pixels: Uint8Array): number | undefined {
  if (width < 3 || width >= 3 + WIDTHS || height < 2) return undefined;
  if (pixels.length !== width * height * 3) return undefined;
  if (PATTERN.some((value, place) => pixels[place] !== value)) return undefined;
  return (height - 2) * WIDTHS + width - 3;
}
