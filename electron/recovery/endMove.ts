import fs from 'node:fs';
import path from 'node:path';
import { DATABASE, unclaim } from '../store/ownership';
import { hashOfFile } from '../store/files';
import type { Copied } from './backups';
import { hasFence } from '../store/fence';
import {
  ARRIVING,
  isSameFolder,
  MOVED,
  readMoved,
  unfinishedMove,
  writeMoved,
} from '../store/location';
import { MOVED_FILES, readMovedFiles, type MovedFiles } from '../store/movedFiles';
import { foldersOf, removeEmpty } from './transfer';

/** The database and the files that SQLite and the store keep beside it. */
const DATABASE_FILES = ['', '-wal', '-shm', '.closed', '.open-alone'].map((end) => DATABASE + end);

/** Moves that are being ended, by the folder that the program looks into first. */
const ending = new Map<string, Promise<string | undefined>>();

/**
 * Removes what a move left in the old folder, once the studio has opened the data in the new one: only
 * the files that were copied, and only if they are unchanged. Anything else there stays.
 *
 * @param store the store at the new place
 * @param home the folder that the program looks into first
 * @returns the old folder when all of it was left there, since something was written to it meanwhile
 */
export async function endMove(
  store: Pick<Copied, 'folder' | 'connect'>,
  home: string,
): Promise<string | undefined> {
  const running = ending.get(home);
  if (running) return running;
  const ended = end(store, home).finally(() => ending.delete(home));
  ending.set(home, ended);
  return ended;
}

async function end(
  store: Pick<Copied, 'folder' | 'connect'>,
  home: string,
): Promise<string | undefined> {
  const move = unfinishedMove(home);
  if (!move || !isSameFolder(move.to, store.folder)) return undefined;
  const { from } = move;
  const list = readMovedFiles(from);
  const database = path.join(from, DATABASE);
  let kept: string | undefined;
  if (fs.existsSync(database) && !(list && isAsCopied(store, database, list))) kept = from;
  else if (list) {
    await removeCopied(from, list);
    unclaim(from);
  }
  fs.rmSync(path.join(from, MOVED_FILES), { force: true });
  settle(from, store.folder, home);
  return kept;
}

/** Whether nothing was written to the old database since it was copied. */
function isAsCopied({ connect }: Pick<Copied, 'connect'>, file: string, list: MovedFiles): boolean {
  try {
    const database = connect(file, true);
    try {
      return hasFence(database, list.fence);
    } finally {
      database.close();
    }
  } catch {
    return false;
  }
}

async function removeCopied(from: string, { files }: MovedFiles): Promise<void> {
  for (const { path: name, size, hash } of files) {
    const file = path.join(from, name);
    const found = fs.lstatSync(file, { throwIfNoEntry: false });
    if (found?.isFile() && found.size === size && (await hashOfFile(file)) === hash) {
      fs.rmSync(file);
    }
  }
  // The store makes these two even if they stay empty.
  const folders = foldersOf(
    from,
    files.map(({ path: name }) => name),
  );
  removeEmpty([...folders, path.join(from, 'images'), path.join(from, 'tokens')]);
  for (const name of DATABASE_FILES) fs.rmSync(path.join(from, name), { force: true });
}

/** Updates the record of every folder, in an order that never leaves one without an answer. */
function settle(from: string, to: string, home: string): void {
  fs.rmSync(path.join(to, ARRIVING), { force: true });
  if (isSameFolder(to, home)) {
    if (readMoved(home)) writeMoved(home, { to, from });
  } else fs.rmSync(path.join(to, MOVED), { force: true });
  if (fs.existsSync(from)) writeMoved(from, { to });
  if (!isSameFolder(from, home)) writeMoved(home, { to });
}
