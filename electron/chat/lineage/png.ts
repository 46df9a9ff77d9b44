import { chunk, chunksOf, isWhole, SIGNATURE, type Chunk } from '../../images/png';

/** Kinds of chunk that hold words, time, place or camera: what a picture says beside its pixels. */
const DESCRIBING = new Set(['tEXt', 'zTXt', 'iTXt', 'eXIf', 'tIME']);

/** One word field of a PNG. */
export interface TextField {
  /** 1 to 79 letters of Latin-1. */
  readonly keyword: string;
  readonly text: string;
}

/**
 * The uncompressed `iTXt` fields of a PNG that are whole and not longer than `most` bytes; none for
 * what is no PNG. What does not fit the format is passed over, never thrown.
 */
export function readTextFields(png: Uint8Array, most: number): TextField[] {
  return (wholePng(png) ?? []).flatMap((one) => {
    if (one.type !== 'iTXt' || one.data.length > most || !isWhole(one)) return [];
    const field = fieldOf(one.data);
    return field ? [field] : [];
  });
}

/**
 * A PNG with word fields in the place of all it said before; without fields it says nothing.
 *
 * @throws RangeError for bytes that are no PNG
 */
export function withTextFields(png: Uint8Array, fields: readonly TextField[]): Uint8Array {
  const [header, ...rest] = wholePng(png) ?? [];
  if (!header) throw new RangeError('Only a PNG can carry word fields.');
  const kept = rest.filter(({ type }) => !DESCRIBING.has(type)).map(({ bytes }) => bytes);
  return new Uint8Array(
    Buffer.concat([SIGNATURE, header.bytes, ...fields.map(textChunk), ...kept]),
  );
}

/** The chunks of a PNG that begins and ends as one should. */
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
