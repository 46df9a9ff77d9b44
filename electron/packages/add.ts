import { createHash, randomBytes } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, rmdir, stat, statfs } from 'node:fs/promises';
import path from 'node:path';
import { MANIFEST } from '../runtime/package';
import { packageError } from './error';
import { openPackageSource, type PackageSource } from './source';
import { t } from '../../shared/i18n/translate';
import { throwIfAborted, type Task } from '../../shared/task';

/** Names of folders that are not whole yet; what a crash left of them is swept at the next start. */
const PARTIAL = '.adding-';
const PARTIAL_NAME = /^\.adding-[0-9a-f]{12}$/;

/**
 * Copies a package into the folder of packages: its manifest and list are checked first, each file's
 * SHA-256 while it is copied, and only a whole package gets its name. Stopped or refused, nothing of
 * it stays.
 *
 * @param packagesFolder folder of all added packages
 * @param place absolute path of the folder or zip
 * @returns the package's hash, which is the name of its folder
 */
export async function addPackage(
  packagesFolder: string,
  place: string,
  work: Task,
): Promise<string> {
  const source = await openPackageSource(place);
  const partial = path.join(packagesFolder, PARTIAL + randomBytes(6).toString('hex'));
  try {
    throwIfAborted(work.signal, 'packages.stopped');
    const target = path.join(packagesFolder, source.hash);
    if (await stat(path.join(target, MANIFEST)).catch(() => undefined)) {
      throw packageError(t('packages.there', { name: source.manifest.name }));
    }
    // A removal that was killed leaves an empty folder.
    await rmdir(target).catch(() => undefined);
    if (await stat(target).catch(() => undefined)) {
      throw packageError(t('packages.inTheWay', { path: target }));
    }
    await mkdir(partial, { recursive: true, mode: 0o700 });
    await checkRoom(packagesFolder, source);
    await copy(source, partial, work);
    await rename(partial, target);
    await syncFolder(packagesFolder);
    return source.hash;
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    throw withWords(error);
  } finally {
    source.close();
  }
}

/** Removes what a crash left of packages that were being added. */
export async function sweepPartial(packagesFolder: string): Promise<void> {
  const entries = await readdir(packagesFolder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    if (!entry.isDirectory() || !PARTIAL_NAME.test(entry.name)) continue;
    await rm(path.join(packagesFolder, entry.name), { recursive: true, force: true });
  }
}

async function checkRoom(packagesFolder: string, { manifest }: PackageSource): Promise<void> {
  const needed = manifest.files.reduce((sum, { size }) => sum + size, 0);
  const { bavail, bsize } = await statfs(packagesFolder);
  if (needed > bavail * bsize) throw packageError(t('packages.full'));
}

async function copy(source: PackageSource, folder: string, work: Task): Promise<void> {
  const { manifest, bytes } = source;
  const total = manifest.files.reduce((sum, { size }) => sum + size, 0);
  let done = 0;
  for (const { path: name, sha256 } of manifest.files) {
    const hash = createHash('sha256');
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    const handle = await open(file, 'wx');
    try {
      for await (const piece of source.read(name)) {
        throwIfAborted(work.signal, 'packages.stopped');
        hash.update(piece);
        // Unlike `write`, this goes on until all of it is written.
        await handle.writeFile(piece);
        done += piece.byteLength;
        work.progress?.(done, total);
      }
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (hash.digest('hex') !== sha256) {
      throw packageError(t('package.damagedFile', { file: name }));
    }
  }
  const handle = await open(path.join(folder, MANIFEST), 'wx');
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await syncFolder(folder);
}

/** Makes the names in a folder outlive a loss of power; Windows keeps them without being asked. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function withWords(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return packageError(t('packages.full'));
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return packageError(t('packages.unwritable'));
  }
  return error;
}
