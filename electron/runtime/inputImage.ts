import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { fileTypeFromBuffer } from 'file-type';
import { loadSharp } from '../images/sharp';
import type { Manifest } from '../../shared/manifest';
import {
  READABLE_KINDS,
  MOST_BYTES,
  MOST_PIXELS,
  MOST_SECONDS,
  tooLong,
  tooLarge,
  unreadable,
  wrongKind,
  undecodable,
} from '../../shared/foreignPicture';

const WHITE = { r: 255, g: 255, b: 255 };

/** A square picture of 8-bit red, green and blue, row by row. */
export interface Square {
  readonly size: number;
  readonly pixels: Uint8Array;
}

/** The bytes of a picture file; AppError `input` when it cannot be read or is too long. */
export async function readPicture(file: string): Promise<Buffer> {
  const name = path.basename(file);
  const found = await stat(file).catch(() => undefined);
  if (!found) throw unreadable(name);
  if (found.size > MOST_BYTES) throw tooLong(name);
  return readFile(file).catch(() => {
    throw unreadable(name);
  });
}

/** A decoded picture of 8-bit red, green and blue, row by row. */
export interface Pixels {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** A decoded picture, perhaps made smaller, with the size it has upright in its file. */
export interface Decoded extends Pixels {
  readonly fullWidth: number;
  readonly fullHeight: number;
}

type Preprocess = Pick<
  Manifest['visionEncoder']['preprocess'],
  'fit' | 'paddingColour' | 'resampling'
>;

/** As packages of format 1 see pictures. */
const WHITE_BORDER: Preprocess = {
  fit: 'pad',
  paddingColour: [255, 255, 255],
  resampling: 'area',
};

/**
 * Decodes a picture, turned upright, over white, first frame, and makes it a square.
 *
 * @param size side of the square in pixels
 * @throws AppError `input` for what is no picture, damaged, too large or of a refused kind
 */
export async function squareOf(
  bytes: Buffer,
  name: string,
  size: number,
  preprocess = WHITE_BORDER,
): Promise<Square> {
  // Far larger pictures are first brought near by the library.
  const picture = await decoded(bytes, name, () => Math.max(size * 4, 512));
  const { fit: way, paddingColour, resampling } = preprocess;
  if (way === 'pad' && resampling === 'area') {
    return fit(picture.data, picture.width, picture.height, size, paddingColour);
  }
  return resampled(picture, size, preprocess);
}

/** Shortest side in pixels that a long picture keeps inside its border (Janus's `min_size`). */
const LEAST_SIDE = 14;

/** A square by the library's kernels, which smooth while they shrink, as PIL's do. */
async function resampled(
  { data, width, height }: Pixels,
  size: number,
  { fit: way, paddingColour, resampling }: Preprocess,
): Promise<Square> {
  const sharp = await loadSharp();
  const kernel = resampling === 'bicubic' ? 'cubic' : 'linear';
  const opened = sharp(data, { raw: { width, height, channels: 3 } });
  if (way !== 'pad') {
    const resized = opened.resize(size, size, { fit: way === 'crop' ? 'cover' : 'fill', kernel });
    return { size, pixels: await resized.raw({ depth: 'uchar' }).toBuffer() };
  }
  const scale = size / Math.max(width, height);
  const side = (length: number): number =>
    Math.min(size, Math.max(LEAST_SIDE, Math.round(length * scale)));
  const [across, down] = [side(width), side(height)];
  const inner = await opened
    .resize(across, down, { fit: 'fill', kernel })
    .raw({ depth: 'uchar' })
    .toBuffer();
  const pixels = new Uint8Array(size * size * 3);
  for (let place = 0; place < pixels.length; place += 1) {
    pixels[place] = paddingColour[place % 3] ?? 0;
  }
  const [left, top] = [(size - across) >> 1, (size - down) >> 1];
  for (let row = 0; row < down; row += 1) {
    const line = inner.subarray(row * across * 3, (row + 1) * across * 3);
    pixels.set(line, ((top + row) * size + left) * 3);
  }
  return { size, pixels };
}

/**
 * Decodes a picture, turned upright, over white, first frame.
 *
 * @param longest the longest side that is wanted, by the sides of the file; larger ones are shrunk
 * @throws AppError `input` for what is no picture, damaged, too large or of a refused kind
 */
export async function decoded(
  bytes: Buffer,
  name: string,
  longest: (width: number, height: number) => number,
): Promise<Decoded> {
  await checkKind(bytes, name);
  const sharp = await loadSharp();
  const open = () =>
    sharp(bytes, { failOn: 'truncated', limitInputPixels: MOST_PIXELS, pages: 1, animated: false });
  const { width, height, orientation } = await open()
    .metadata()
    .catch((error: unknown) => {
      throw undecodable(name, error);
    });
  if (width * height > MOST_PIXELS) throw tooLarge(name);
  const near = Math.round(longest(width, height));
  const shrink = Math.max(width, height) > near ? near : undefined;
  const { data, info } = await open()
    .autoOrient()
    .flatten({ background: WHITE })
    .toColourspace('srgb')
    .resize({ width: shrink, height: shrink, fit: 'inside', withoutEnlargement: true })
    .removeAlpha()
    .timeout({ seconds: MOST_SECONDS })
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true })
    .catch((error: unknown) => {
      throw undecodable(name, error);
    });
  const turned = (orientation ?? 1) >= 5;
  return {
    data: info.channels === 3 ? data : spread(data, info.channels),
    width: info.width,
    height: info.height,
    fullWidth: turned ? height : width,
    fullHeight: turned ? width : height,
  };
}

async function checkKind(bytes: Buffer, name: string): Promise<void> {
  const kind = await fileTypeFromBuffer(bytes).catch(() => undefined);
  if (!kind || !READABLE_KINDS.has(kind.mime)) throw wrongKind(name, bytes, kind?.mime);
}

/** Grey pixels as red, green and blue. */
function spread(data: Buffer, channels: number): Uint8Array {
  const count = data.length / channels;
  const colours = new Uint8Array(count * 3);
  for (let place = 0; place < count; place += 1) {
    colours.fill(data[place * channels] ?? 0, place * 3, place * 3 + 3);
  }
  return colours;
}

/** Fits a picture into the middle of a white square by means of areas (and by repeating pixels). */
export function fit(
  data: Uint8Array,
  width: number,
  height: number,
  size: number,
  border: readonly number[] = WHITE_BORDER.paddingColour,
): Square {
  const scale = size / Math.max(width, height);
  const across = Math.max(1, Math.round(width * scale));
  const down = Math.max(1, Math.round(height * scale));
  const pixels = new Uint8Array(size * size * 3);
  for (let place = 0; place < pixels.length; place += 1) pixels[place] = border[place % 3] ?? 0;
  const left = (size - across) >> 1;
  const top = (size - down) >> 1;
  const columns = spans(width, across);
  const rows = spans(height, down);
  for (const [y, row] of rows.entries()) {
    for (const [x, column] of columns.entries()) {
      const target = ((top + y) * size + left + x) * 3;
      for (let colour = 0; colour < 3; colour += 1) {
        pixels[target + colour] = Math.round(mean(data, width, row, column, colour));
      }
    }
  }
  return { size, pixels };
}

/** Source pixels that one target pixel covers, each with the part of it that is covered. */
type Span = readonly (readonly [place: number, share: number])[];

function spans(from: number, to: number): Span[] {
  const ratio = from / to;
  return Array.from({ length: to }, (_, target) => {
    const begin = target * ratio;
    const end = Math.min(from, begin + ratio);
    const span: [number, number][] = [];
    for (let place = Math.floor(begin); place < end && place < from; place += 1) {
      const share = Math.min(end, place + 1) - Math.max(begin, place);
      if (share > 1e-9) span.push([place, share]);
    }
    return span;
  });
}

function mean(data: Uint8Array, width: number, rows: Span, columns: Span, colour: number): number {
  let sum = 0;
  let area = 0;
  for (const [y, tall] of rows) {
    for (const [x, wide] of columns) {
      sum += (data[(y * width + x) * 3 + colour] ?? 0) * tall * wide;
      area += tall * wide;
    }
  }
  return sum / area;
}

/**
 * Pixels [3, H, W] as an encoder wants them: (value / 255 - mean) / std for each colour.
 */
export function normalised(
  { size, pixels }: Square,
  mean: readonly number[],
  std: readonly number[],
): Float32Array {
  const plane = size * size;
  const values = new Float32Array(plane * 3);
  for (let colour = 0; colour < 3; colour += 1) {
    const middle = mean[colour] ?? 0;
    const spreadOf = std[colour] ?? 1;
    // A picture holds each of the 256 values many times.
    const table = Float32Array.from(
      { length: 256 },
      (_, value) => (value / 255 - middle) / spreadOf,
    );
    let from = colour;
    for (let place = colour * plane; place < (colour + 1) * plane; place += 1) {
      values[place] = table[pixels[from] ?? 0] ?? 0;
      from += 3;
    }
  }
  return values;
}
