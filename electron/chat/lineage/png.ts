import { chunk, chunksOf, isWhole, SIGNATURE, type Chunk } from '../../images/png';

/** Kinds of chunk that hold text, time, place or camera: the metadata of a picture. */
const DESCRIBING = new Set(['tEXt', 'zTXt', 'iTXt', 'eXIf', 'tIME']);

/** A text field of a PNG. */
export interface TextField {
  /** 1 to 79 letters of Latin-1. */
  readonly keyword: string;
  readonly text: string;
}

/**
 * The undamaged, uncompressed `iTXt` fields of a PNG that are not longer than `most` bytes; none for
 * anything but a PNG. Whatever does not fit the format is skipped and never throws.
 */
export function readTextFields(png: Uint8Array, most: number): TextField[] {
  return (wholePng(png) ?? []).flatMap((one) => {
    if (one.type !== 'iTXt' || one.data.length > most || !isWhole(one)) return [];
    const field = fieldOf(one.data);
    return field ? [field] : [];
  });
}

/**
 * A PNG with text fields in place of all its metadata; without fields it has none.
 *
 * @throws RangeError for bytes that are not a PNG
 */
export function withTextFields(png: Uint8Array, fields: readonly TextField[]): Uint8Array {
  const [header, ...rest] = wholePng(png) ?? [];
  if (!header) throw new RangeError('Only a PNG can carry word fields.');
  const kept = rest.filter(({ type }) => !DESCRIBING.has(type)).map(({ bytes }) => bytes);
  return new Uint8Array(
    Buffer.concat([SIGNATURE, header.bytes, ...fields.map(textChunk), ...kept]),
  );
}

/** The chunks of a PNG with a proper first and last chunk. */
function wholePng(png: Uint8Array): Chunk[] | undefined {
  const chunks = chunksOf(png);
  return chunks?.[0]?.type === 'IHDR' && chunks.at(-1)?.type === 'IEND' ? chunks : undefined;
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

const textChunk = ({ keyword, text }: TextField): Buffer =>
  // End of the keyword, no compression and its method, no language, no translated keyword.
  chunk('iTXt', Buffer.concat([Buffer.from(`${keyword}\0\0\0\0\0`, 'latin1'), Buffer.from(text)]));
