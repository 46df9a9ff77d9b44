import { reducedExif, type MetadataPolicy } from './exif';
import { chunk, chunksOf, SIGNATURE } from './png';

const join = (pieces: readonly Uint8Array[]): Uint8Array => Buffer.concat(pieces);
const ascii = (bytes: Uint8Array, from: number, to: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1', from, to);

/**
 * A picture without (some of) its own metadata; the pixels and their colours stay as they are.
 *
 * @returns nothing for kinds that are not taken apart here, or that are not built as they should be
 */
export function stripMetadata(
  bytes: Uint8Array,
  mediaType: string,
  kept: MetadataPolicy,
): Uint8Array | undefined {
  if (kept === 'all') return bytes;
  const strip = STRIPPERS[mediaType];
  try {
    return strip?.(bytes, kept);
  } catch {
    return undefined;
  }
}

const STRIPPERS: Readonly<
  Record<string, (bytes: Uint8Array, kept: MetadataPolicy) => Uint8Array | undefined>
> = {
  'image/jpeg': stripJpeg,
  'image/png': stripPng,
  'image/webp': stripWebp,
  'image/gif': stripGif,
};

const EXIF = 'Exif\0\0';

/** JPEG: a list of segments; of the application's, those of colour (ICC, Adobe, JFIF) stay. */
function stripJpeg(bytes: Uint8Array, kept: MetadataPolicy): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint16(0) !== 0xffd8) throw new RangeError('This is no JPEG.');
  const pieces: Uint8Array[] = [bytes.subarray(0, 2)];
  let at = 2;
  for (;;) {
    if (bytes[at] !== 0xff) throw new RangeError('A segment does not begin.');
    const marker = bytes[at + 1] ?? 0;
    // From the scan on, everything is pixels, except that more scans may hold segments: those stay.
    if (marker === 0xda) break;
    const end = at + 2 + view.getUint16(at + 2);
    if (end > bytes.length) throw new RangeError('A segment is cut.');
    const segment = bytes.subarray(at, end);
    const piece = jpegSegment(segment, marker, kept);
    if (piece) pieces.push(piece);
    at = end;
  }
  return join([...pieces, untilEnd(bytes.subarray(at))]);
}

/** What follows the end of a JPEG may be another picture with its own metadata: a preview, a film. */
function untilEnd(scan: Uint8Array): Uint8Array {
  const end = Buffer.from(scan.buffer, scan.byteOffset, scan.byteLength).indexOf(
    '\xff\xd9',
    0,
    'latin1',
  );
  return end < 0 ? scan : scan.subarray(0, end + 2);
}

function jpegSegment(
  segment: Uint8Array,
  marker: number,
  kept: MetadataPolicy,
): Uint8Array | undefined {
  const name = ascii(segment, 4, 32);
  if (marker === 0xe1 && name.startsWith(EXIF)) {
    const reduced = reducedExif(segment.subarray(10), kept);
    if (!reduced) return undefined;
    const head = Buffer.from([0xff, 0xe1, 0, 0]);
    head.writeUInt16BE(reduced.length + 8, 2);
    return join([head, Buffer.from(EXIF, 'latin1'), reduced]);
  }
  const comment = marker === 0xfe;
  if (comment) return kept === 'none' ? undefined : segment;
  if (marker < 0xe0 || marker > 0xef) return segment;
  const colour =
    marker === 0xe0 || marker === 0xee || (marker === 0xe2 && name.startsWith('ICC_PROFILE'));
  return colour ? segment : undefined;
}

const TEXT = new Set(['tEXt', 'zTXt', 'iTXt', 'tIME']);

/** PNG: a list of chunks; texts and EXIF are left out or cut. */
function stripPng(bytes: Uint8Array, kept: MetadataPolicy): Uint8Array | undefined {
  const pieces = chunksOf(bytes)?.flatMap((one) => {
    const { type, data } = one;
    if (type === 'eXIf') {
      const reduced = reducedExif(data, kept);
      return reduced ? [chunk('eXIf', reduced)] : [];
    }
    const place = type === 'iTXt' && ascii(data, 0, 20).startsWith('XML:com.adobe.xmp');
    const raw = type === 'zTXt' || (type === 'tEXt' && ascii(data, 0, 11) === 'Raw profile');
    return place || raw || (kept === 'none' && TEXT.has(type)) ? [] : [one.bytes];
  });
  return pieces && join([SIGNATURE, ...pieces]);
}

const HAS_EXIF = 0x08;
const HAS_XMP = 0x04;

/** WebP: a RIFF list; EXIF is left out or cut, XMP left out, and the flags say so. */
function stripWebp(bytes: Uint8Array, kept: MetadataPolicy): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (ascii(bytes, 8, 12) !== 'WEBP') throw new RangeError('This is no WebP.');
  const pieces: Uint8Array[] = [];
  let extended: Uint8Array | undefined;
  let exif = false;
  for (let at = 12; at + 8 <= bytes.length;) {
    const size = view.getUint32(at + 4, true);
    const end = at + 8 + size + (size & 1);
    if (end > bytes.length + 1) throw new RangeError('A chunk is cut.');
    const name = ascii(bytes, at, at + 4);
    const reduced =
      name === 'EXIF' ? webpExif(bytes.subarray(at + 8, at + 8 + size), kept) : undefined;
    if (reduced) {
      pieces.push(reduced);
      exif = true;
    }
    if (name !== 'EXIF' && name !== 'XMP ') {
      const piece = Uint8Array.from(bytes.subarray(at, end));
      if (name === 'VP8X') extended = piece;
      pieces.push(piece);
    }
    at = end;
  }
  if (extended) extended[8] = ((extended[8] ?? 0) & ~(HAS_EXIF | HAS_XMP)) | (exif ? HAS_EXIF : 0);
  const body = join(pieces);
  const head = Buffer.from(bytes.subarray(0, 12));
  head.writeUInt32LE(body.length + 4, 4);
  return join([head, body]);
}

function webpExif(data: Uint8Array, kept: MetadataPolicy): Uint8Array | undefined {
  const tiff = ascii(data, 0, 6) === EXIF ? data.subarray(6) : data;
  const reduced = reducedExif(tiff, kept);
  if (!reduced) return undefined;
  const head = Buffer.from('EXIF\0\0\0\0', 'latin1');
  head.writeUInt32LE(reduced.length, 4);
  return join([head, reduced, Buffer.alloc(reduced.length & 1)]);
}

/** GIF: blocks after a header and a table of colours; comments and XMP are left out. */
function stripGif(bytes: Uint8Array, kept: MetadataPolicy): Uint8Array {
  const table = (flags: number): number => ((flags & 0x80) === 0 ? 0 : 3 << ((flags & 7) + 1));
  let at = 13 + table(bytes[10] ?? 0);
  const pieces: Uint8Array[] = [bytes.subarray(0, at)];
  const skip = (from: number): number => {
    let place = from;
    for (let size = bytes[place]; size !== 0; size = bytes[place]) {
      if (size === undefined) throw new RangeError('A block is cut.');
      place += size + 1;
    }
    return place + 1;
  };
  for (;;) {
    const kind = bytes[at];
    if (kind === 0x3b) break;
    const label = bytes[at + 1];
    let end: number;
    if (kind === 0x2c) end = skip(at + 10 + table(bytes[at + 9] ?? 0) + 1);
    else if (kind === 0x21) end = skip(at + 2);
    else throw new RangeError('A block has no kind.');
    const comment = kind === 0x21 && label === 0xfe && kept === 'none';
    const xmp = kind === 0x21 && label === 0xff && ascii(bytes, at + 3, at + 11) === 'XMP Data';
    if (!comment && !xmp) pieces.push(bytes.subarray(at, end));
    at = end;
  }
  return join([...pieces, Uint8Array.of(0x3b)]);
}
