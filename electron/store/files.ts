import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { temporaryOf, writeWholeLater } from '../disk/whole';
import { filesIn, isContentName, isUnfinishedName } from './ownFiles';
import { makePrivateFolder } from '../disk/privateMode';

/** Lower-case SHA-256 of bytes. */
export const hashOf = (bytes: Uint8Array): string =>
  createHash('sha256').update(bytes).digest('hex');

/** Files named by the hash of their bytes; each was whole when it got its name here. */
export class ContentFolder {
  constructor(readonly folder: string) {
    makePrivateFolder(folder);
  }

  /** Absolute path of a content; it need not exist. */
  pathOf(hash: string): string {
    if (!/^[0-9a-f]{64}$/.test(hash)) throw new TypeError(`Not a content hash: ${hash}`);
    return path.join(this.folder, hash);
  }

  /**
   * Keeps bytes whole, through a loss of power too. A content that is there and was damaged is
   * replaced.
   *
   * @returns the hash that names them
   */
  async save(bytes: Uint8Array): Promise<string> {
    const hash = hashOf(bytes);
    const target = this.pathOf(hash);
    const size = await fs.promises.stat(target).then(
      (found) => found.size,
      () => -1,
    );
    // Reading is only worth it when the size is right; a damaged file may have the right size too.
    if (size === bytes.byteLength && (await this.read(hash))) return hash;
    await writeWholeLater(target, bytes, { temporary: temporaryOf(target, 6) });
    return hash;
  }

  /** Reads a content and checks that it is still what its name says. */
  async read(hash: string): Promise<Buffer | undefined> {
    const bytes = await fs.promises.readFile(this.pathOf(hash)).catch(() => undefined);
    return bytes && hashOf(bytes) === hash ? bytes : undefined;
  }

  /**
   * Removes what nothing refers to: contents not in `kept`, and temporary files that a crash left.
   * Anything else in the folder stays, so a content is recognised by its row or else by its bytes.
   *
   * @param dropped contents that had a row until now
   * @param before only files last written before this time (milliseconds) are touched
   * @returns how many files were removed
   */
  sweep(kept: ReadonlySet<string>, dropped: ReadonlySet<string>, before: number): number {
    const isOwn = (name: string): boolean =>
      !kept.has(name) && (isContentName(name) || isUnfinishedName(name));
    let removed = 0;
    for (const name of filesIn(this.folder, isOwn)) {
      const file = path.join(this.folder, name);
      const found = fs.lstatSync(file, { throwIfNoEntry: false });
      if (!found || found.mtimeMs >= before) continue;
      const known = isUnfinishedName(name) || dropped.has(name);
      if (!known && hashOf(fs.readFileSync(file)) !== name) continue;
      fs.rmSync(file, { force: true });
      removed += 1;
    }
    return removed;
  }
}

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

/** Size of a file (bytes); 0 for one that is not there. */
export const sizeOfFile = async (file: string): Promise<number> =>
  (await fs.promises.stat(file).catch(() => undefined))?.size ?? 0;
