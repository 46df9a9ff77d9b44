import { chunksOf } from '../../images/png';

/** A PNG whose pixels a PDF can hold as they are: compressed and filtered row by row. */
export interface PlainPng {
  readonly width: number;
  readonly height: number;
  readonly bits: number;
  readonly colors: 1 | 3;
  /** Red, green and blue of each index, for a PNG with a palette. */
  readonly palette: Uint8Array | undefined;
  /** The zlib stream. */
  readonly pixels: Uint8Array;
}

/** What changes how pixels are shown, so that Chromium has to draw them: transparency, colours. */
const REFUSED = new Set(['tRNS', 'iCCP', 'gAMA', 'cHRM', 'acTL', 'cICP']);
const GRAY = 0;
const RGB = 2;
const PALETTE = 3;

/** Parses a PNG; nothing for one with transparency, interlacing, 16 bits or a colour profile. */
export function plainPng(bytes: Uint8Array): PlainPng | undefined {
  const chunks = chunksOf(bytes);
  if (!chunks || chunks.some(({ type }) => REFUSED.has(type))) return undefined;
  let header: Buffer | undefined;
  let palette: Uint8Array | undefined;
  const pixels: Buffer[] = [];
  for (const { type, data } of chunks) {
    if (type === 'IHDR') header = data;
    if (type === 'PLTE') palette = data;
    if (type === 'IDAT') pixels.push(data);
  }
  if (header?.length !== 13 || pixels.length === 0) return undefined;
  const bits = header.readUInt8(8);
  const kind = header.readUInt8(9);
  const interlaced = header.readUInt8(12) !== 0;
  const plain = kind === RGB ? bits === 8 : (kind === GRAY || kind === PALETTE) && bits <= 8;
  if (!plain || interlaced || (kind === PALETTE && !palette)) return undefined;
  return {
    width: header.readUInt32BE(0),
    height: header.readUInt32BE(4),
    bits,
    colors: kind === RGB ? 3 : 1,
    palette: kind === PALETTE ? palette : undefined,
    pixels: Buffer.concat(pixels),
  };
}
