import { createHash, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { syncFolder } from '../files';
import { filesIn, isContentName } from '../ownFiles';

/** SHA-256 of a file read piece by piece; nothing for one that is not there or cannot be read. */
export async function hashOfFile(file: string): Promise<string | undefined> {
  const hash = createHash('sha256');
  try {
    for await (const piece of fs.createReadStream(file)) hash.update(piece as Buffer);
  } catch {
    return undefined;
  }
  return hash.digest('hex');
}

/**
 * Copies a content to a folder under its hash: checked after copying, whole under its name or not
 * there. File systems that share blocks between copies are asked to.
 *
 * @returns whether a file with that hash now lies there; false when the source has other bytes
 */
export async function copyContent(from: string, folder: string, hash: string): Promise<boolean> {
  const target = path.join(folder, hash);
  const temporary = `${target}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    await fs.promises.copyFile(from, temporary, fs.constants.COPYFILE_FICLONE);
    if ((await hashOfFile(temporary)) !== hash) return false;
    const handle = await fs.promises.open(temporary, 'r+');
    await handle.sync().finally(() => handle.close());
    await fs.promises.rename(temporary, target);
    return true;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    if (code === 'ENOENT') return false;
    throw error;
  } finally {
    await fs.promises.rm(temporary, { force: true });
  }
}

/** Moves a file into a folder, where it replaces nothing, and returns where it lies now. */
export function moveInto(file: string, folder: string): string {
  fs.mkdirSync(folder, { recursive: true });
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
export function sizeOf(folder: string): number {
  if (!fs.existsSync(folder)) return 0;
  let sum = 0;
  for (const entry of fs.readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    sum +=
      fs.statSync(path.join(entry.parentPath, entry.name), { throwIfNoEntry: false })?.size ?? 0;
  }
  return sum;
}
