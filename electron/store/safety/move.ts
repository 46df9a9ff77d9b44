import fs from 'node:fs';
import path from 'node:path';
import { sentence } from '../../../shared/words/sentence';
import { StoreError, storeError } from '../error';
import { syncFolder } from '../files';
import { DATABASE } from '../open';
import { integrityOf } from './check';
import { hashOfFile } from './content';
import type { Copied } from './copies';
import { copiesFolder, asideFolder } from './places';
import { readMoved, writeMoved } from './location';
import { throwIfStopped, type LongWork } from './work';

/** Everything of a data folder that a move takes along, beside the database itself. */
const TAKEN = (data: string): string[] => [
  path.join(data, 'images'),
  path.join(data, 'tokens'),
  path.join(data, 'packages'),
  copiesFolder(data),
  asideFolder(data),
];

/** What an old folder holds of ours: removed once the studio has opened the new one. */
const OURS =
  /^(studio\.db.*|images|tokens|packages|copies|aside|thumbnails|features|incoming-[0-9a-f]+)$/;
/** What the program itself keeps in its folder; the first of all stays in use for it. */
const OF_WINDOW = /^(window|logs)$/;

/** Room that is left over on the disk at least (bytes). */
const SPARE = 64 * 2 ** 20;

/** A store whose data can be moved. */
export interface Movable extends Copied {
  close(): void;
}

/**
 * Copies all data to an empty folder and checks every byte of it; then the old folder says where the
 * data is, and the store is closed. Until then nothing is changed where the data was.
 *
 * @param home the folder that the program looks into first; it remembers where the data is
 * @param to absolute folder: empty, or not there yet
 * @throws StoreError `input` for a folder that cannot take the data, `cancelled`, `full`
 */
export async function moveData(
  store: Movable,
  home: string,
  to: string,
  work: LongWork = {},
): Promise<void> {
  refuseUnfit(store.folder, home, to);
  const made = !fs.existsSync(to);
  const written: string[] = [];
  try {
    fs.mkdirSync(to, { recursive: true });
    const files = TAKEN(store.folder).flatMap((folder) => filesBelow(folder));
    const sizes = files.map((file) => fs.statSync(file).size);
    const total = sizes.reduce((sum, size) => sum + size, 0);
    await refuseFull(store, to, total);
    let done = 0;
    for (const [index, file] of files.entries()) {
      throwIfStopped(work);
      const target = path.join(to, path.relative(store.folder, file));
      written.push(target);
      await copyChecked(file, target);
      work.progress?.((done += sizes[index] ?? 0), total);
    }
    await moveDatabase(store, to, written, work);
    // What was kept while the rest was copied.
    for (const file of TAKEN(store.folder).flatMap((folder) => filesBelow(folder))) {
      const target = path.join(to, path.relative(store.folder, file));
      if (!fs.existsSync(target)) fs.copyFileSync(file, target);
    }
    writeMoved(home, { to, from: store.folder });
    store.close();
  } catch (error) {
    for (const file of written) fs.rmSync(file, { force: true });
    if (made) fs.rmSync(to, { recursive: true, force: true });
    throw storeError(error);
  }
}

function refuseUnfit(from: string, home: string, to: string): void {
  const inside = (inner: string, outer: string): boolean => {
    const way = path.relative(outer, inner);
    return way === '' || (!way.startsWith('..') && !path.isAbsolute(way));
  };
  const back = path.resolve(to) === path.resolve(home);
  if (inside(to, from) || inside(from, to)) {
    throw new StoreError('input', sentence('safety.moveInside'));
  }
  const there = fs.existsSync(to) ? fs.readdirSync(to) : [];
  // The first folder of all holds the log and where the data went: the data may come back.
  const taken = back ? there.some((name) => OURS.test(name)) : there.length > 0;
  if (taken) throw new StoreError('input', sentence('safety.moveNotEmpty', { path: to }));
}

async function refuseFull(store: Copied, to: string, size: number): Promise<void> {
  const database = fs.statSync(path.join(store.folder, DATABASE)).size;
  const { bavail, bsize } = await fs.promises.statfs(to);
  if (bavail * bsize < size + database + SPARE) {
    throw new StoreError('full', sentence('safety.moveFull', { path: to }));
  }
}

function filesBelow(folder: string): string[] {
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}

async function copyChecked(file: string, target: string): Promise<void> {
  fs.mkdirSync(path.dirname(target), { recursive: true });
  await fs.promises.copyFile(file, target, fs.constants.COPYFILE_EXCL);
  const handle = await fs.promises.open(target, 'r+');
  await handle.sync().finally(() => handle.close());
  if ((await hashOfFile(file)) !== (await hashOfFile(target))) {
    throw new StoreError('store', sentence('safety.moveDiffers', { path: target }));
  }
}

/** Copies the database until nothing was written meanwhile, and checks the copy. */
async function moveDatabase(
  store: Copied,
  to: string,
  written: string[],
  work: LongWork,
): Promise<void> {
  const target = path.join(to, DATABASE);
  written.push(target);
  const changes = (): number | undefined =>
    store.database.get<{ count: number }>('SELECT total_changes() AS count')?.count;
  for (;;) {
    throwIfStopped(work);
    const before = changes();
    await store.database.backup(target);
    const copy = store.connect(target, false);
    try {
      copy.script('PRAGMA journal_mode = DELETE');
      if (integrityOf(copy).length > 0) {
        throw new StoreError('store', sentence('safety.moveDiffers', { path: target }));
      }
    } finally {
      copy.close();
    }
    if (changes() === before) break;
    fs.rmSync(target);
  }
  syncFolder(to);
}

/**
 * Removes what a move left where the data was, once the studio has opened it at the new place.
 *
 * @param home the folder that the program looks into first
 */
export function endMove(home: string): void {
  const moved = readMoved(home);
  if (!moved?.from || !fs.existsSync(path.join(moved.to, DATABASE))) return;
  if (path.resolve(moved.from) === path.resolve(moved.to)) return;
  if (fs.existsSync(moved.from)) {
    const first = path.resolve(moved.from) === path.resolve(home);
    for (const name of fs.readdirSync(moved.from)) {
      const ours = OURS.test(name) || (!first && OF_WINDOW.test(name));
      if (ours) fs.rmSync(path.join(moved.from, name), { recursive: true, force: true });
    }
  }
  writeMoved(home, { to: moved.to });
}
