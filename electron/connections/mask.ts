import { crc32, deflateSync } from 'node:zlib';
import { ConnectionError } from './error';
import type { Mask } from './types';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const LARGEST = 100_000_000;

/** How a server says which part is drawn anew. */
export type MaskForm =
  /** White is redrawn, black stays (vLLM-Omni). */
  | 'white'
  /** What is transparent is redrawn, the rest stays (OpenAI). */
  | 'transparent';

/**
 * A mask as a PNG of a server's form.
 *
 * @throws ConnectionError when its bytes do not fill it, or nothing of it is redrawn
 */
export function maskPng({ width, height, redrawn }: Mask, form: MaskForm): Uint8Array {
  const fits = Number.isInteger(width) && Number.isInteger(height) && width > 0 && height > 0;
  const filled = fits && width * height <= LARGEST && redrawn.length === width * height;
  if (!filled || !redrawn.some((value) => value > 0)) throw new ConnectionError('connection.mask');
  const channels = form === 'white' ? 1 : 4;
  const row = 1 + width * channels;
  // Each row begins with the number of its filter, 0 for none.
  const pixels = Buffer.alloc(row * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const again = (redrawn[y * width + x] ?? 0) > 0;
      const place = y * row + 1 + x * channels;
      if (form === 'white') pixels[place] = again ? 255 : 0;
      else pixels[place + 3] = again ? 0 : 255;
    }
  }
  return pngFile(width, height, form === 'white' ? 'grey' : 'transparent', deflateSync(pixels));
}

/** Colour types of PNG. */
const COLOUR_TYPES = { grey: 0, colour: 2, transparent: 6 } as const;

/** A PNG of 8 bits a channel out of its compressed rows. */
export function pngFile(
  width: number,
  height: number,
  colours: keyof typeof COLOUR_TYPES,
  compressed: Uint8Array,
): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, COLOUR_TYPES[colours], 0, 0, 0], 8);
  return new Uint8Array(
    Buffer.concat([
      SIGNATURE,
      chunk('IHDR', header),
      chunk('IDAT', compressed),
      chunk('IEND', Buffer.alloc(0)),
    ]),
  );
}

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  framed.set(body, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}
