import { type MessageKey, t } from './i18n/translate';
import { AppError } from './ipc/errors';

/** Kinds of picture that are read, by their content, whatever the file is called. */
export const READABLE_KINDS: ReadonlySet<string> = new Set([
  'image/png',
  'image/apng',
  'image/jpeg',
  'image/webp',
  'image/gif',
  'image/avif',
  'image/tiff',
]);
/** Longer files are refused before they are read (bytes). */
export const MOST_BYTES = 100 * 1024 * 1024;
/** Larger pictures are refused by their header, before they are decoded. */
export const MOST_PIXELS = 100_000_000;
/** Decoding is given up after so long. */
export const MOST_SECONDS = 20;

/** A file that is too long to be read. */
export const tooLong = (name: string): AppError => refused(name, 'picture.tooLong');

/** A picture of too many pixels. */
export const tooLarge = (name: string): AppError => refused(name, 'picture.tooLarge');

/** A picture whose colours are fractions. */
export const floatColours = (name: string): AppError => refused(name, 'picture.floatColours');

/** A sequence of pictures in AVIF, which no decoder here reads. */
export const animatedAvif = (name: string): AppError => refused(name, 'picture.animatedAvif');

/** A file that is not there or may not be opened. */
export const unreadable = (name: string): AppError => refused(name, 'picture.unreadable');

/**
 * A file that is no picture, or of a kind that is not taken.
 *
 * @param kind media type by its content, where it has a known one
 */
export function wrongKind(name: string, bytes: Uint8Array, kind: string | undefined): AppError {
  const start = new TextDecoder().decode(bytes.subarray(0, 4096));
  const drawing = kind === 'image/svg+xml' || /<svg[\s/>]/i.test(start);
  return refused(name, drawing ? 'picture.drawing' : 'picture.noPicture');
}

/** What a decoder threw, as a sentence. */
export function undecodable(name: string, error: unknown): AppError {
  const detail = error instanceof Error ? error.message : String(error);
  if (/pixel limit/i.test(detail)) return tooLarge(name);
  return refused(name, /timeout/i.test(detail) ? 'picture.slow' : 'picture.damaged');
}

function refused(name: string, key: MessageKey): AppError {
  const picture = name === '' ? t('picture.pasted') : t('picture.named', { name });
  return new AppError('input', t(key, { picture, seconds: MOST_SECONDS }));
}
