/** The files of a data folder that are the program's own, and the list of those that a move took along. */
import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { PRIVATE_FILE } from '../disk/privateMode';
import { readJson, syncFolder } from '../disk/whole';

/** List in an old data folder of what a move copied from there. */
export const MOVED_FILES = 'moved-files.json';

const HASH = '[0-9a-f]{64}';
const STAMP = String.raw`\d{4}-\d\d-\d\dT[\d-]+Z`;

/** Folders in which the program keeps files beside the database. */
export const FOLDERS = [
  'images',
  'tokens',
  'thumbnails',
  'features',
  'packages',
  'copies',
  'aside',
];

/** Paths of the program's own files within a data folder; everything else there is the person's. */
const OWN = new RegExp(
  `^(${[
    String.raw`studio\.db\.(version\d+|damaged-\d+(-wal|-shm)?)`,
    String.raw`keys\.json`,
    `(copies/)?(images|tokens)/${HASH}`,
    String.raw`thumbnails/${HASH}\.webp`,
    String.raw`features/${HASH}\.f32`,
    `packages/${HASH}/.+`,
    `copies/${STAMP}/.+`,
    `aside/${STAMP}-[a-z]+/.+`,
  ].join('|')})$`,
  's',
);

const isOwn = (name: string): boolean => OWN.test(name) && !name.split('/').includes('..');

/** Paths of the program's own files within a data folder, with `/`; the database itself is not among them. */
export function ownFiles(data: string): string[] {
  const below = FOLDERS.flatMap((folder) => {
    const place = path.join(data, folder);
    if (!fs.existsSync(place)) return [];
    return fs
      .readdirSync(place, { recursive: true, withFileTypes: true })
      .map((entry) => ({ entry, file: path.join(entry.parentPath, entry.name) }));
  });
  const beside = fs
    .readdirSync(data, { withFileTypes: true })
    .map((entry) => ({ entry, file: path.join(data, entry.name) }));
  return [...beside, ...below]
    .filter(({ entry }) => entry.isFile())
    .map(({ file }) => path.relative(data, file).split(path.sep).join('/'))
    .filter(isOwn);
}

const movedFileSchema = z.strictObject({
  /** Path within the data folder, with `/`. */
  path: z.string().max(4096).refine(isOwn),
  size: z.number().int().nonnegative(),
  /** Lower-case SHA-256. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
});
export type MovedFile = z.infer<typeof movedFileSchema>;

const movedFilesSchema = z.strictObject({
  /** Name of the fence around the database that was copied. */
  fence: z.string().regex(/^[0-9a-f]{16}$/),
  files: z.array(movedFileSchema),
});
export type MovedFiles = z.infer<typeof movedFilesSchema>;

/** What a move copied from a folder; nothing where there is no list. */
export const readMovedFiles = (from: string): MovedFiles | undefined =>
  readJson(path.join(from, MOVED_FILES), movedFilesSchema);

/** Keeps the list; it is whole before the move is done. */
export function writeMovedFiles(from: string, moved: MovedFiles): void {
  fs.writeFileSync(path.join(from, MOVED_FILES), JSON.stringify(moved), {
    flush: true,
    mode: PRIVATE_FILE,
  });
  syncFolder(from);
}
