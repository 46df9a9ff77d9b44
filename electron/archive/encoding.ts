/** Bytes by which the encoding of a text is found. */
const LOOKED_AT = 4;

type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be';

function encodingOf(start: Uint8Array): { readonly encoding: Encoding; readonly mark: number } {
  const [a = 1, b = 1, c = 1] = start;
  if (a === 0xef && b === 0xbb && c === 0xbf) return { encoding: 'utf-8', mark: 3 };
  if (a === 0xff && b === 0xfe) return { encoding: 'utf-16le', mark: 2 };
  if (a === 0xfe && b === 0xff) return { encoding: 'utf-16be', mark: 2 };
  // JSON begins with a letter of ASCII, so that a zero beside it tells the order of the bytes.
  if (b === 0 && a !== 0) return { encoding: 'utf-16le', mark: 0 };
  return { encoding: a === 0 && b !== 0 ? 'utf-16be' : 'utf-8', mark: 0 };
}

/** A text of JSON in UTF-8 or UTF-16, with a mark of its order or without, as UTF-8 without one. */
export async function* asUtf8(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let start: Uint8Array = new Uint8Array();
  let write: ((bytes: Uint8Array) => Uint8Array) | undefined;
  for await (const piece of pieces) {
    if (write) {
      yield write(piece);
      continue;
    }
    start = Buffer.concat([start, piece]);
    if (start.length < LOOKED_AT) continue;
    const { encoding, mark } = encodingOf(start);
    write = writerOf(encoding);
    yield write(start.subarray(mark));
  }
  if (!write) yield start;
}

function writerOf(encoding: Encoding): (bytes: Uint8Array) => Uint8Array {
  if (encoding === 'utf-8') return (bytes) => bytes;
  const decoder = new TextDecoder('utf-16le');
  let odd: Uint8Array = new Uint8Array();
  return (bytes) => {
    const all = Buffer.concat([odd, bytes]);
    const even = all.length - (all.length % 2);
    odd = all.subarray(even);
    const units = all.subarray(0, even);
    if (encoding === 'utf-16be') units.swap16();
    return Buffer.from(decoder.decode(units, { stream: true }));
  };
}

/** The beginning of a text as ASCII, whatever its encoding, to see what it begins with. */
export function startOf(bytes: Uint8Array): string {
  const { mark } = encodingOf(bytes);
  return Buffer.from(bytes.subarray(mark)).toString('latin1').replaceAll('\0', '').trimStart();
}
