import fs from 'node:fs';
import path from 'node:path';
import type { Zip } from '../zip/read';

/** Files that came with a foreign export, found by their own names. */
export interface Files {
  /** Names of all files, with their folders and forward slashes. */
  readonly names: readonly string[];
  /** Whether all files belong to the export; else they only lie beside the one that was picked. */
  readonly whole: boolean;
  sizeOf(name: string): number;
  read(name: string): Promise<Uint8Array>;
  pieces(name: string): AsyncIterable<Uint8Array>;
  close(): void;
}

/** What systems put into zips and folders beside what people put there. */
const OF_SYSTEM = /(^|\/)(__MACOSX\/|\._|\.DS_Store$|Thumbs\.db$|desktop\.ini$)/i;

/** Folders within each other, and files, that are looked through. */
const DEEPEST = 5;
const MOST_FILES = 100_000;

/**
 * Files of a zip.
 *
 * @param close is called once the zip is closed
 */
export const filesOfZip = (zip: Zip, close: () => void = () => undefined): Files => ({
  names: [...zip.entries.keys()].filter((name) => !OF_SYSTEM.test(name)),
  whole: true,
  sizeOf: (name) => zip.entries.get(name)?.size ?? 0,
  read: (name) => zip.read(name),
  pieces: (name) => zip.pieces(name),
  close: () => {
    zip.close();
    close();
  },
});

/**
 * Files of a folder and of those inside it; links are left out.
 *
 * @param folder absolute path
 */
export const filesOfFolder = (folder: string): Files => ({
  ...readers(folder),
  names: namesIn(folder).filter((name) => !OF_SYSTEM.test(name)),
  whole: true,
});

/**
 * A single file, as when only the JSON was extracted from its zip or picked in its folder, with what
 * lies beside it.
 *
 * @param file absolute path
 * @param belongs whether a file beside it may be read
 */
export function fileAndBeside(file: string, belongs: (name: string) => boolean): Files {
  const folder = path.dirname(file);
  const own = path.basename(file);
  const beside = namesIn(folder).filter((name) => name !== own && belongs(name));
  return { ...readers(folder), names: [own, ...beside], whole: false };
}

const readers = (folder: string) => ({
  sizeOf: (name: string) => fs.statSync(path.join(folder, name)).size,
  read: (name: string) => fs.promises.readFile(path.join(folder, name)),
  pieces: (name: string): AsyncIterable<Uint8Array> => fs.createReadStream(path.join(folder, name)),
  close: () => undefined,
});

function namesIn(folder: string): string[] {
  const names: string[] = [];
  let level = [''];
  for (let depth = 0; depth < DEEPEST && level.length > 0; depth += 1) {
    const below: string[] = [];
    for (const place of level) {
      for (const entry of entriesOf(path.join(folder, place))) {
        const name = place === '' ? entry.name : `${place}/${entry.name}`;
        if (entry.isDirectory()) below.push(name);
        else if (entry.isFile()) names.push(name);
        if (names.length + below.length >= MOST_FILES) return names;
      }
    }
    level = below;
  }
  return names;
}

function entriesOf(folder: string): fs.Dirent[] {
  try {
    return fs
      .readdirSync(folder, { withFileTypes: true })
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    // A folder that may not be read holds nothing for this person.
    return [];
  }
}
