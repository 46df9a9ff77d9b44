import fs from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { syncFileLater, syncFolder, temporaryOf } from '../disk/whole';
import { hashOfFile, sizeOfFile } from '../store/files';
import { filesIn, isContentName } from '../store/ownFiles';
import { makePrivateFolder, PRIVATE_FILE } from '../disk/privateMode';

/**
 * Copies a file with a known hash: checked after copying, and complete under its name or not there.
 *
 * @param target absolute path; an existing file is replaced
 * @returns whether a file with that hash now has the name; false when the source has other bytes, or
 *   cannot be read
 */
export async function copyWhole(from: string, target: string, hash: string): Promise<boolean> {
  const temporary = temporaryOf(target);
  try {
    // A copy made by the system may share its blocks, and one bad block would damage both files.
    await pipeline(
      fs.createReadStream(from),
      fs.createWriteStream(temporary, { flags: 'wx', mode: PRIVATE_FILE }),
    );
    if ((await hashOfFile(temporary)) !== hash) return false;
    await syncFileLater(temporary);
    await fs.promises.rename(temporary, target);
    return true;
  } catch (error) {
    if (isOfSource(error, from)) return false;
    throw error;
  } finally {
    await fs.promises.rm(temporary, { force: true });
  }
}

/** Whether reading the source failed: it is gone or has a bad block, and another source may do. */
const isOfSource = (error: unknown, from: string): boolean =>
  error instanceof Error &&
  (('path' in error && error.path === from) || ('syscall' in error && error.syscall === 'read'));

/** {@link copyWhole} from the first of several places that has the file intact. */
export async function copyFromAny(
  places: Iterable<string>,
  target: string,
  hash: string,
): Promise<boolean> {
  for (const from of places) {
    if (await copyWhole(from, target, hash)) return true;
  }
  return false;
}

const UNSYNCED = new Set<unknown>(['EINVAL', 'ENOTSUP', 'EPERM', 'EISDIR']);

/** Makes the names in a folder survive a loss of power, where its file system supports that. */
export function syncNames(folder: string): void {
  try {
    syncFolder(folder);
  } catch (error) {
    // Network and FUSE file systems refuse it; the second place may be on one.
    if (!(error instanceof Error && 'code' in error && UNSYNCED.has(error.code))) throw error;
  }
}

/** Moves a file into a folder without replacing anything, and returns its new path. */
export function moveInto(file: string, folder: string): string {
  makePrivateFolder(folder);
  const name = path.basename(file);
  let target = path.join(folder, name);
  for (let number = 2; fs.existsSync(target); number += 1) {
    target = path.join(folder, `${name}-${number}`);
  }
  fs.renameSync(file, target);
  syncFolder(folder);
  return target;
}

/** Names of files in a folder that are hashes of contents; none for a folder that is not there. */
export const contentsIn = (folder: string): string[] => filesIn(folder, isContentName);

/** Total size of all files below a folder (bytes). */
export async function sizeOf(folder: string): Promise<number> {
  const entries = await fs.promises
    .readdir(folder, { recursive: true, withFileTypes: true })
    .catch(() => []);
  let sum = 0;
  for (const entry of entries) {
    if (entry.isFile()) sum += await sizeOfFile(path.join(entry.parentPath, entry.name));
  }
  return sum;
}
