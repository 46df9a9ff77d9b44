/** Files that leave the program: their names, their contents, and saving them. */
import { randomBytes } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import { exportFile, type ExportedFile } from '../archive/exportFile';
import { lineageOf, withLineage, withoutLineage } from '../chat/lineage/lineage';
import { baseOf } from '../chat/sourceImage';
import type { ImageTools, WrittenImage } from '../images/types';
import { writeWholeLater } from '../disk/whole';
import { storeError } from '../store/error';
import type { Store } from '../store/open';
import type { Desktop } from './desktop';
import type { ExportSelection } from '../../shared/ipc/archive';
import type { CallInput } from '../../shared/ipc/contract';
import type { PartRef } from '../../shared/attachment';
import { t } from '../../shared/i18n/translate';
import { AppError } from '../../shared/ipc/errors';
import type { Task } from '../../shared/task';

/** Most letters of a title in a file's name, and most bytes: a name may have 255 of them. */
const MOST_LETTERS = 60;
const MOST_BYTES = 200;
const LETTERS = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
/** Names of devices on Windows, with any extension. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)$/i;

/** A file name from a title, with only the characters that every system accepts. */
export function plainName(title: string, without: string): string {
  const clean = title
    .normalize('NFC')
    .replace(/[\u200C\u200D]/g, '')
    // Vowels of many scripts are marks on their letters.
    .replace(/(?<![\p{L}\p{N}\p{M}])\p{M}+|[^\p{L}\p{N}\p{M} ]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  const plain = shortened(clean).trim();
  return plain === '' || DEVICE.test(plain) ? without : plain;
}

/** The beginning of a name, no letter of it without its marks. */
function shortened(name: string): string {
  let kept = '';
  let letters = 0;
  for (const { segment } of LETTERS.segment(name.slice(0, 20 * MOST_LETTERS))) {
    letters += 1;
    if (letters > MOST_LETTERS || Buffer.byteLength(kept + segment) > MOST_BYTES) break;
    kept += segment;
  }
  return kept;
}

/** A name for the file of an export: the title of what is exported. */
export function nameOf(store: Store, selection: ExportSelection): string {
  const without = t('exported.file');
  if (selection.kind === 'all') return without;
  if (selection.kind === 'folder') return plainName(selection.folder, without);
  return plainName(store.conversations.get(selection.id).title, without);
}

/**
 * Writes a file to a place that the person chose, completely or not at all: an old file stays until
 * then.
 *
 * @throws AppError `full`, AppError `input` for a place that cannot be written
 */
export async function writeWhere(target: string, bytes: Uint8Array): Promise<void> {
  // Not derived from the file's name, which may already have the maximal length.
  const temporary = path.join(path.dirname(target), `.saving-${randomBytes(6).toString('hex')}`);
  try {
    await writeWholeLater(target, bytes, { durable: 'nothing', temporary, mode: 0o666 });
  } catch (error) {
    const failure = storeError(error);
    if (failure.code === 'full') throw failure;
    throw new AppError('input', t('program.unwritableFile', { path: target }));
  }
}

/** Most numbered folders of one name that are tried. */
const MOST_FOLDERS = 1000;

/**
 * Makes a new folder inside another one, with a number after its name if the name is taken.
 *
 * @throws AppError `input` for a place where no folder can be made
 */
export async function newFolderIn(folder: string, name: string): Promise<string> {
  for (let number = 1; number <= MOST_FOLDERS; number += 1) {
    const target = path.join(folder, number === 1 ? name : `${name}-${number}`);
    const made = await fs.mkdir(target).then(
      () => 'made' as const,
      (error: NodeJS.ErrnoException) => error.code ?? 'unknown',
    );
    if (made === 'made') return target;
    if (made !== 'EEXIST') break;
  }
  throw new AppError('input', t('program.unwritableFolder', { path: folder }));
}

type Tools = Pick<ImageTools, 'asPng'>;

/** A kept picture as PNG. */
export async function pngOf(store: Store, tools: Tools, image: string): Promise<Uint8Array> {
  const bytes = await store.images.readImage(image);
  return store.images.image(image).mediaType === 'image/png' ? bytes : tools.asPng(bytes);
}

/**
 * A picture as the PNG that leaves the program.
 *
 * @param place where it was drawn, if the PNG is to carry its history
 */
export async function pictureFile(
  store: Store,
  tools: Tools,
  image: string,
  place?: PartRef,
): Promise<Uint8Array> {
  const png = await pngOf(store, tools, image);
  return place ? withLineage(png, lineageOf(store, place)) : withoutLineage(png);
}

/** A drawn picture inserted into the one that it was made from, at the original size. */
export async function putBackDrawn(
  store: Store,
  tools: ImageTools,
  place: PartRef,
): Promise<WrittenImage> {
  const { drawn, original, box } = baseOf(store, place);
  return tools.putBack({
    drawn: await store.images.readImage(drawn),
    original: await store.images.readImage(original),
    ...(box ? { box } : {}),
  });
}

/** Exports what the window asked for to a file (absolute path), replacing an existing one. */
export function exportTo(
  { store, desktop }: { readonly store: Store; readonly desktop: Desktop },
  { selection, format, options }: CallInput<'archive.export'>,
  file: string,
  task: Task,
): Promise<ExportedFile> {
  return exportFile({
    store,
    selection,
    format,
    file,
    // The dialog has asked before replacing a file, but it does not know about folders.
    replaces: true,
    options,
    tools: {
      asPng: (bytes) => desktop.pictures.asPng(bytes),
      printPdf: (page, pdf, signal) => desktop.printPdf(page, pdf, signal),
    },
    task,
  });
}
