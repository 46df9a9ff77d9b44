import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { hashOfFile, sizeOfFile, syncFolder } from '../store/files';
import { filesIn, isContentName } from '../store/ownFiles';
import { makePrivateFolder, PRIVATE_FILE } from '../store/privateMode';

/**
 * Copies a file that has a hash: checked after copying, whole under its name or not there.
 *
 * @param target absolute path; what has the name already is replaced
 * @returns whether a file with that hash now has the name; false when the source has other bytes, or
 *   cannot be read
 */
export async function copyWhole(from: string, target: string, hash: string): Promise<boolean> {
  const temporary = `${target}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    // Copying by the system may share the blocks, and one bad block would take both files.
    await pipeline(
      fs.createReadStream(from),
      fs.createWriteStream(temporary, { flags: 'wx', mode: PRIVATE_FILE }),
    );
    if ((await hashOfFile(temporary)) !== hash) return false;
    const handle = await fs.promises.open(temporary, 'r+');
    await handle.sync().finally(() => handle.close());
    await fs.promises.rename(temporary, target);
    return true;
  } catch (error) {
    if (isOfSource(error, from)) return false;
    throw error;
  } finally {
    await fs.promises.rm(temporary, { force: true });
  }
}

/** Whether reading the source failed: it is gone or has a bad block, and another one may do. */
const isOfSource = (error: unknown, from: string): boolean =>
  error instanceof Error &&
  (('path' in error && error.path === from) || ('syscall' in error && error.syscall === 'read'));

/** {@link copyWhole} from the first of several places that has the file whole. */
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

/** Makes the names in a folder outlive a loss of power, where its file system can do so at all. */
export function syncNames(folder: string): void {
  try {
    syncFolder(folder);
  } catch (error) {
    // Network and FUSE file systems refuse it; the second place may lie on one.
    if (!(error instanceof Error && 'code' in error && UNSYNCED.has(error.code))) throw error;
  }
}

/** Moves a file into a folder, where it replaces nothing, and returns where it lies now. */
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

/** Bytes that all files below a folder have together. */
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
