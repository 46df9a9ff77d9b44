import fs from 'node:fs/promises';
import { ConnectionError } from './error';
import type { ConnectionLimits } from '../../shared/connection';

/** A picture file whose kind and size are known from its first bytes; nothing of it is decoded. */
export interface SniffedPicture {
  readonly bytes: Uint8Array;
  readonly mediaType: 'image/png' | 'image/jpeg' | 'image/webp';
  readonly width: number;
  readonly height: number;
}

type Header = Omit<SniffedPicture, 'bytes'>;
type PictureLimits = Pick<ConnectionLimits, 'pictureBytes' | 'picturePixels'>;

/** Kind and size of a picture by its content; nothing for what is no PNG, JPEG or WebP. */
export function headerOf(bytes: Uint8Array): Header | undefined {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const header = pngHeader(view) ?? jpegHeader(view) ?? webpHeader(view);
  return header && header.width > 0 && header.height > 0 ? header : undefined;
}

function pngHeader(view: Buffer): Header | undefined {
  const png = view.length >= 33 && view.subarray(0, 8).toString('latin1') === '\x89PNG\r\n\x1a\n';
  if (!png || view.subarray(12, 16).toString('latin1') !== 'IHDR') return undefined;
  return {
    mediaType: 'image/png',
    width: view.readUInt32BE(16),
    height: view.readUInt32BE(20),
  };
}

function jpegHeader(view: Buffer): Header | undefined {
  if (view.length < 4 || view[0] !== 0xff || view[1] !== 0xd8) return undefined;
  let place = 2;
  while (place + 9 <= view.length && view[place] === 0xff) {
    const marker = view[place + 1] ?? 0;
    const frame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (frame) {
      return {
        mediaType: 'image/jpeg',
        height: view.readUInt16BE(place + 5),
        width: view.readUInt16BE(place + 7),
      };
    }
    // A filling byte has no length.
    place += marker === 0xff ? 1 : 2 + Math.max(2, view.readUInt16BE(place + 2));
  }
  return undefined;
}

function webpHeader(view: Buffer): Header | undefined {
  const text = (begin: number): string => view.subarray(begin, begin + 4).toString('latin1');
  if (view.length < 30 || text(0) !== 'RIFF' || text(8) !== 'WEBP') return undefined;
  const mediaType = 'image/webp';
  const chunk = text(12);
  if (chunk === 'VP8X') {
    return { mediaType, width: view.readUIntLE(24, 3) + 1, height: view.readUIntLE(27, 3) + 1 };
  }
  if (chunk === 'VP8L' && view[20] === 0x2f) {
    const bits = view.readUInt32LE(21);
    return { mediaType, width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
  }
  if (chunk === 'VP8 ') {
    return {
      mediaType,
      width: view.readUInt16LE(26) & 0x3fff,
      height: view.readUInt16LE(28) & 0x3fff,
    };
  }
  return undefined;
}

/**
 * A picture that a server sent, as the words of its JSON: base64, with or without `data:` before it.
 *
 * @throws ConnectionError for an address, another kind, or more than is taken
 */
export function receivedPicture(text: string, host: string, limits: PictureLimits): SniffedPicture {
  if (/^(https?|ftp|file|blob|sandbox):/i.test(text)) {
    throw new ConnectionError('connection.pictureAddress', { host });
  }
  const [data = ''] = /^data:[^,]{0,200},/.exec(text) ?? [];
  if (text.startsWith('data:') && !/;base64,$/i.test(data)) {
    throw new ConnectionError('connection.pictureKind', { host });
  }
  // Before anything is copied: four characters are three bytes.
  if ((text.length - data.length) * 0.75 > limits.pictureBytes + 3) throw tooLarge(host, limits);
  const base64 = text.slice(data.length).replace(/[\r\n ]+/g, '');
  if (base64 === '' || !/^[A-Za-z0-9+/]*={0,2}$/.test(base64)) {
    throw new ConnectionError('connection.pictureKind', { host });
  }
  const bytes = new Uint8Array(Buffer.from(base64, 'base64'));
  if (bytes.length > limits.pictureBytes) throw tooLarge(host, limits);
  const header = headerOf(bytes);
  if (!header) throw new ConnectionError('connection.pictureKind', { host });
  if (header.width * header.height > limits.picturePixels) throw tooLarge(host, limits);
  return { bytes, ...header };
}

const tooLarge = (host: string, { pictureBytes, picturePixels }: PictureLimits): ConnectionError =>
  new ConnectionError('connection.pictureLarge', {
    host,
    megabytes: inMillions(pictureBytes),
    megapixels: inMillions(picturePixels),
  });

/** A number in millions, at least one. */
export const inMillions = (number: number): number => Math.max(1, Math.round(number / 1e6));

/**
 * A picture of the question, read within bounds.
 *
 * @throws ConnectionError when it cannot be read, is of another kind or too large
 */
export async function ownPicture(
  source: { readonly path: string } | { readonly bytes: Uint8Array },
  limits: PictureLimits,
): Promise<SniffedPicture> {
  const bytes = 'bytes' in source ? source.bytes : await readBounded(source.path, limits);
  if (bytes.length > limits.pictureBytes) throw ownTooLarge(limits);
  const header = headerOf(bytes);
  if (!header) throw new ConnectionError('connection.ownPicture');
  if (header.width * header.height > limits.picturePixels) throw ownTooLarge(limits);
  return { bytes, ...header };
}

async function readBounded(path: string, limits: PictureLimits): Promise<Uint8Array> {
  const file = await fs.open(path).catch(() => undefined);
  if (!file) throw new ConnectionError('connection.ownPicture');
  try {
    const status = await file.stat();
    if (!status.isFile()) throw new ConnectionError('connection.ownPicture');
    if (status.size > limits.pictureBytes) throw ownTooLarge(limits);
    const bytes = new Uint8Array(status.size);
    const { bytesRead } = await file.read(bytes, 0, status.size, 0);
    return bytes.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

const ownTooLarge = ({ pictureBytes, picturePixels }: PictureLimits): ConnectionError =>
  new ConnectionError('connection.ownPictureLarge', {
    megabytes: inMillions(pictureBytes),
    megapixels: inMillions(picturePixels),
  });

/** A picture as an address that holds it. */
export const dataAddress = ({ bytes, mediaType }: SniffedPicture): string =>
  `data:${mediaType};base64,${Buffer.from(bytes).toString('base64')}`;
