import fs from 'node:fs';
import path from 'node:path';
import type { Zip } from '../zip/read';

/** Files that came with a foreign export, found by their own names. */
export interface Files {
  /** Names of all files, with their folders and forward slashes. */
  readonly names: readonly string[];
  read(name: string): Promise<Uint8Array>;
  close(): void;
}

/** Files of a zip. */
export const filesOfZip = (zip: Zip): Files => ({
  names: [...zip.entries.keys()],
  read: (name) => zip.read(name),
  close: () => zip.close(),
});

/** A single file, as when only the JSON was extracted from its zip. */
export const oneFile = (file: string): Files => ({
  names: [path.basename(file)],
  read: () => fs.promises.readFile(file),
  close: () => undefined,
});
