import { deflateSync } from 'node:zlib';
import { chunk, SIGNATURE } from './png';

/** Bit depth 8, colour type 2 (red, green, blue), deflate, no filter method, not interlaced. */
const FORM = [8, 2, 0, 0, 0];

/**
 * A PNG of 8-bit red, green and blue. Written here, so that drawing needs no library of pictures,
 * which would have to be loaded before the first preview.
 *
 * @param pixels height * width * 3 bytes, row by row
 * @throws RangeError when the pixels are not so many
 */
export function encodePng(pixels: Uint8Array, width: number, height: number): Uint8Array {
  const row = width * 3;
  if (pixels.length !== row * height) throw new RangeError('The pixels do not fill the picture.');
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set(FORM, 8);
  // Each row begins with the number of its filter, 0 for none.
  const rows = new Uint8Array((row + 1) * height);
  for (let y = 0; y < height; y += 1) {
    rows.set(pixels.subarray(y * row, (y + 1) * row), y * (row + 1) + 1);
  }
  const chunks = [
    SIGNATURE,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ];
  return new Uint8Array(Buffer.concat(chunks));
}
