import { crc32 } from 'node:zlib';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** Length, type and checksum around the data of a chunk. */
const FRAME = 12;
/** A file of more chunks than this is not looked through. */
const MOST_CHUNKS = 100_000;
/** Kinds of chunk that hold words, time, place or camera: what a picture says beside its pixels. */
const DESCRIBING = new Set(['tEXt', 'zTXt', 'iTXt', 'eXIf', 'tIME']);

/** One word field of a PNG. */
export interface TextField {
  /** 1 to 79 letters of Latin-1. */
  readonly keyword: string;
  readonly text: string;
}

interface Chunk {
  readonly type: string;
  readonly data: Buffer;
  /** The whole chunk with its length and checksum. */
  readonly bytes: Buffer;
}

/**
 * The uncompressed `iTXt` fields of a PNG that are whole and not longer than `most` bytes; none for
 * what is no PNG. What does not fit the format is passed over, never thrown.
 */
export function readTextFields(png: Uint8Array, most: number): TextField[] {
  return (chunksOf(png) ?? []).flatMap((chunk) => {
    if (chunk.type !== 'iTXt' || chunk.data.length > most || !isWhole(chunk)) return [];
    const field = fieldOf(chunk.data);
    return field ? [field] : [];
  });
}

/**
 * A PNG with word fields in the place of all it said before; without fields it says nothing.
 *
 * @throws RangeError for bytes that are no PNG
 */
export function withTextFields(png: Uint8Array, fields: readonly TextField[]): Uint8Array {
  const chunks = chunksOf(png);
  const [header, ...rest] = chunks ?? [];
  if (!header) throw new RangeError('Only a PNG can carry word fields.');
  const kept = rest.filter(({ type }) => !DESCRIBING.has(type)).map(({ bytes }) => bytes);
  return new Uint8Array(
    Buffer.concat([SIGNATURE, header.bytes, ...fields.map(textChunk), ...kept]),
  );
}

function chunksOf(png: Uint8Array): Chunk[] | undefined {
  const bytes = Buffer.from(png.buffer, png.byteOffset, png.byteLength);
  if (!bytes.subarray(0, SIGNATURE.length).equals(SIGNATURE)) return undefined;
  const chunks: Chunk[] = [];
  let place = SIGNATURE.length;
  while (place + FRAME <= bytes.length && chunks.length < MOST_CHUNKS) {
    const end = place + FRAME + bytes.readUInt32BE(place);
    if (end > bytes.length) return undefined;
    const type = bytes.toString('latin1', place + 4, place + 8);
    chunks.push({
      type,
      data: bytes.subarray(place + 8, end - 4),
      bytes: bytes.subarray(place, end),
    });
    if (type === 'IEND') return chunks[0]?.type === 'IHDR' ? chunks : undefined;
    place = end;
  }
  return undefined;
}

function isWhole({ bytes }: Chunk): boolean {
  const end = bytes.length - 4;
  return crc32(bytes.subarray(4, end)) === bytes.readUInt32BE(end);
}

/** Keyword, compression flag and method, language, translated keyword, text (PNG, section 11.3.4.5). */
function fieldOf(data: Buffer): TextField | undefined {
  const keywordEnd = data.indexOf(0);
  const languageEnd = data.indexOf(0, keywordEnd + 3);
  const translatedEnd = data.indexOf(0, languageEnd + 1);
  if (keywordEnd < 1 || keywordEnd > 79 || languageEnd < 0 || translatedEnd < 0) return undefined;
  if (data[keywordEnd + 1] !== 0) return undefined;
  return {
    keyword: data.toString('latin1', 0, keywordEnd),
    text: data.toString('utf8', translatedEnd + 1),
  };
}

function textChunk({ keyword, text }: TextField): Buffer {
  const body = Buffer.concat([
    Buffer.from('iTXt', 'latin1'),
    Buffer.from(keyword, 'latin1'),
    // End of the keyword, no compression and its method, no language, no translated keyword.
    Buffer.alloc(5),
    Buffer.from(text, 'utf8'),
  ]);
  const chunk = Buffer.alloc(body.length + 8);
  chunk.writeUInt32BE(body.length - 4, 0);
  chunk.set(body, 4);
  chunk.writeUInt32BE(crc32(body), body.length + 4);
  return chunk;
}
