import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach } from 'vitest';
import { openStore, type OpenOptions, type Store } from '../../electron/store/open';

/** Data folders of the tests of one file: made on demand, removed after each test. */
export function dataFolders(): {
  make(): string;
  open(folder?: string, options?: Partial<OpenOptions>): Store;
} {
  const folders: string[] = [];
  const stores: Store[] = [];
  afterEach(() => {
    for (const store of stores.splice(0)) store.close();
    for (const folder of folders.splice(0)) fs.rmSync(folder, { recursive: true, force: true });
  });
  const make = (): string => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'studio-store-'));
    folders.push(folder);
    return folder;
  };
  return {
    make,
    open(folder = make(), options = {}) {
      const store = openStore({ folder, ...options });
      stores.push(store);
      return store;
    },
  };
}

/** Bytes of every file of a folder, by name. */
export function contents(folder: string): Map<string, string> {
  return new Map(
    fs
      .readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name))
      .map((file) => [path.relative(folder, file), fs.readFileSync(file, 'base64')]),
  );
}
