import type { Metadata, Sharp } from 'sharp';
import { fileTypeFromBuffer } from 'file-type';
import { loadSharp } from './sharp';
import type { ImageFile, InspectedImage } from './types';
import {
  READABLE_KINDS,
  animatedAvif,
  floatColours,
  MOST_PIXELS,
  MOST_SECONDS,
  tooLarge,
  wrongKind,
  undecodable,
} from '../../shared/foreignPicture';
import { t } from '../../shared/i18n/translate';
import { AppError } from '../../shared/ipc/errors';

/** Decoding whole, but to a small result: enough to find a file that is cut short. */
const PROBE = 64;

/**
 * Looks at a picture whole before it is kept: its kind by its content, its size, whether all of it
 * decodes. The file is kept as it is, except TIFF, which the window cannot show.
 *
 * @throws AppError `input` for what is no picture, damaged, too large or of a refused kind
 */
export async function inspectPicture({ name, bytes }: ImageFile): Promise<InspectedImage> {
  const sharp = await loadSharp();
  const kind = await fileTypeFromBuffer(bytes).catch(() => undefined);
  if (!kind || !READABLE_KINDS.has(kind.mime)) throw wrongKind(name, bytes, kind?.mime);
  const open = (): Sharp =>
    sharp(bytes, { failOn: 'truncated', limitInputPixels: MOST_PIXELS, pages: 1 }).timeout({
      seconds: MOST_SECONDS,
    });
  try {
    const found = await open().metadata();
    if (found.width * found.height > MOST_PIXELS) throw tooLarge(name);
    // Read as whole numbers, its brightness from 0 to 1 would be black.
    if (found.depth === 'float' || found.depth === 'double') throw floatColours(name);
    await open().resize(PROBE, PROBE, { fit: 'fill' }).raw().toBuffer();
    const turned = (found.orientation ?? 1) >= 5;
    const [width, height] = turned ? [found.height, found.width] : [found.width, found.height];
    const shown =
      kind.mime === 'image/tiff'
        ? { bytes: await pngOf(open()), mediaType: 'image/png' }
        : { bytes, mediaType: kind.mime === 'image/apng' ? 'image/png' : kind.mime };
    const pages = await countPages(sharp(bytes, { animated: true, limitInputPixels: false }));
    return { ...shown, width, height, note: noteOf(found, pages, kind.mime) };
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw isAnimatedAvif(bytes) ? animatedAvif(name) : undecodable(name, error);
  }
}

/** Whether a file of AVIF says that it is a sequence of pictures. */
const isAnimatedAvif = (bytes: Uint8Array): boolean =>
  Buffer.from(bytes.subarray(4, 12)).toString('latin1') === 'ftypavis';

/**
 * What is done to a picture on its way to the model, in sentences; empty for nothing, and for a file
 * that whoever decodes it will refuse.
 */
export async function pictureNote(bytes: Uint8Array): Promise<string> {
  const sharp = await loadSharp();
  const kind = await fileTypeFromBuffer(bytes).catch(() => undefined);
  const open = (animated: boolean): Sharp => sharp(bytes, { animated, limitInputPixels: false });
  try {
    const found = await open(false).metadata();
    return noteOf(found, await countPages(open(true)), kind?.mime ?? '');
  } catch {
    return '';
  }
}

/** Any kept picture written as PNG, turned upright and without its metadata. */
export async function asPng(bytes: Uint8Array): Promise<Uint8Array> {
  const sharp = await loadSharp();
  return pngOf(sharp(bytes, { limitInputPixels: MOST_PIXELS, pages: 1 }));
}

/** Longest side of a picture shown small, on screens of two pixels a point. */
const THUMBNAIL = 384;

/** A small WebP of any kept picture, turned upright and without its metadata; its first frame. */
export async function thumbnail(bytes: Uint8Array): Promise<Uint8Array> {
  const sharp = await loadSharp();
  const small = sharp(bytes, { limitInputPixels: MOST_PIXELS, pages: 1 })
    .autoOrient()
    .resize(THUMBNAIL, THUMBNAIL, { fit: 'inside', withoutEnlargement: true });
  return new Uint8Array(await small.webp({ quality: 82 }).toBuffer());
}

/** Mean absolute difference of two pictures of one size over all their channels, 0 to 255. */
export async function meanDifference(first: Uint8Array, second: Uint8Array): Promise<number> {
  const sharp = await loadSharp();
  const [a, b] = await Promise.all(
    [first, second].map((png) => sharp(png).toColourspace('srgb').removeAlpha().raw().toBuffer()),
  );
  if (!a || !b || a.length !== b.length) {
    throw new AppError('input', t('picture.otherSizes'));
  }
  let sum = 0;
  for (const [index, value] of a.entries()) sum += Math.abs(value - (b[index] ?? 0));
  return sum / a.length;
}

/** An own copy: the WebAssembly build gives out shared memory, which no message carries. */
const pngOf = async (picture: Sharp): Promise<Uint8Array> =>
  new Uint8Array(await picture.autoOrient().png().toBuffer());

const countPages = async (picture: Sharp): Promise<number> => (await picture.metadata()).pages ?? 1;

function noteOf(found: Metadata, pages: number, kind: string): string {
  const notes: string[] = [];
  if ((found.orientation ?? 1) > 1) notes.push(t('picture.turned'));
  if (pages > 1) notes.push(t('picture.firstFrameOf', { frames: pages }));
  else if (kind === 'image/apng') notes.push(t('picture.firstFrame'));
  if (found.space === 'cmyk') notes.push(t('picture.printColours'));
  if (found.depth === 'ushort') notes.push(t('picture.deepColours'));
  if (kind === 'image/tiff') notes.push(t('picture.asPng'));
  return notes.join(' ');
}
