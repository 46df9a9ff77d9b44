import { crc32, deflateSync } from 'node:zlib';

/** A picture of a few pixels that stands for another one; its size says for which. */
export interface StandIn {
  readonly width: number;
  readonly height: number;
  readonly png: Uint8Array;
}

const WIDTHS = 997;
/** Its first pixels, by which it is known again. */
const PATTERN = [18, 52, 86, 171, 205, 239, 90, 30, 150] as const;

/** The stand-in with a number, counted from 0. */
export function standIn(number: number): StandIn {
  const width = 3 + (number % WIDTHS);
  const height = 2 + Math.floor(number / WIDTHS);
  const row = Buffer.alloc(1 + width * 3);
  row.set(PATTERN, 1);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const png = Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(Array.from({ length: height }, () => row)))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
  return { width, height, png };
}

/** The number of a stand-in, by its size and its pixels (red, green, blue); nothing for others. */
export function numberOf(width: number, height: number, pixels: Uint8Array): number | undefined {
  if (width < 3 || width >= 3 + WIDTHS || height < 2) return undefined;
  if (pixels.length !== width * height * 3) return undefined;
  if (PATTERN.some((value, place) => pixels[place] !== value)) return undefined;
  return (height - 2) * WIDTHS + width - 3;
}

function chunk(name: string, data: Buffer): Buffer {
  const framed = Buffer.alloc(data.length + 12);
  framed.writeUInt32BE(data.length, 0);
  framed.write(name, 4, 'latin1');
  data.copy(framed, 8);
  framed.writeUInt32BE(crc32(framed.subarray(4, data.length + 8)), data.length + 8);
  return framed;
}
