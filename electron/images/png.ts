/** The chunks that a PNG consists of. */
import { crc32 } from 'node:zlib';

export const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** Length, type and checksum around the data of a chunk. */
const FRAME = 12;
/** A file of more chunks than this is not looked through. */
const MOST_CHUNKS = 100_000;

export interface Chunk {
  readonly type: string;
  readonly data: Buffer;
  /** The whole chunk with its length and checksum. */
  readonly bytes: Buffer;
}

/** The chunks of a PNG up to its end; nothing for what is no PNG or is cut within a chunk. */
export function chunksOf(png: Uint8Array): Chunk[] | undefined {
  const bytes = Buffer.from(png.buffer, png.byteOffset, png.byteLength);
  if (!bytes.subarray(0, SIGNATURE.length).equals(SIGNATURE)) return undefined;
  const chunks: Chunk[] = [];
  for (let place = SIGNATURE.length; place < bytes.length;) {
    if (place + FRAME > bytes.length || chunks.length === MOST_CHUNKS) return undefined;
    const end = place + FRAME + bytes.readUInt32BE(place);
    if (end > bytes.length) return undefined;
    const type = bytes.toString('latin1', place + 4, place + 8);
    const data = bytes.subarray(place + 8, end - 4);
    chunks.push({ type, data, bytes: bytes.subarray(place, end) });
    if (type === 'IEND') break;
    place = end;
  }
  return chunks;
}

/** Whether the checksum of a chunk is that of its bytes. */
export function isWhole({ bytes }: Chunk): boolean {
  const end = bytes.length - 4;
  return crc32(bytes.subarray(4, end)) === bytes.readUInt32BE(end);
}

/** The bytes of a chunk. */
export function chunk(type: string, data: Uint8Array): Buffer {
  const framed = Buffer.alloc(data.length + FRAME);
  framed.writeUInt32BE(data.length, 0);
  framed.write(type, 4, 'latin1');
  framed.set(data, 8);
  framed.writeUInt32BE(crc32(framed.subarray(4, data.length + 8)), data.length + 8);
  return framed;
}
