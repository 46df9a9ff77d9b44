import { createHash, randomBytes } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, rmdir, stat, statfs, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Manifest } from '../../shared/manifest';
import { PRIVATE_FOLDER } from '../disk/privateMode';
import { syncFolderLater } from '../disk/whole';
import { MANIFEST } from '../runtime/package';
import { noteVerified } from '../runtime/verified';
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
  task: Task,
): Promise<string> {
  const source = await openPackageSource(place);
  const partial = path.join(packagesFolder, PARTIAL + randomBytes(6).toString('hex'));
  try {
    throwIfAborted(task.signal, 'packages.stopped');
    const target = path.join(packagesFolder, source.hash);
    if (await stat(path.join(target, MANIFEST)).catch(() => undefined)) {
      throw packageError(t('packages.there', { name: source.manifest.name }));
    }
    // A removal that was killed leaves an empty folder.
    await rmdir(target).catch(() => undefined);
    if (await stat(target).catch(() => undefined)) {
      throw packageError(t('packages.inTheWay', { path: target }));
    }
    await mkdir(partial, { recursive: true, mode: PRIVATE_FOLDER });
    await checkRoom(packagesFolder, source);
    await copy(source, partial, task);
    await noteVerified(partial, source.manifest.data);
    await rename(partial, target);
    await syncFolderLater(packagesFolder);
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
  const needed = sizeOf(manifest);
  const { bavail, bsize } = await statfs(packagesFolder);
  if (needed > bavail * bsize) throw packageError(t('packages.full'));
}

/** Bytes of all files of a package. */
const sizeOf = ({ files, data }: Manifest): number =>
  [...files, ...data].reduce((sum, { size }) => sum + size, 0);

async function copy(source: PackageSource, folder: string, task: Task): Promise<void> {
  const { manifest, bytes } = source;
  const total = sizeOf(manifest);
  let done = 0;
  for (const { path: name, sha256 } of [...manifest.files, ...manifest.data]) {
    const hash = createHash('sha256');
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    const handle = await open(file, 'wx');
    try {
      for await (const piece of source.read(name)) {
        throwIfAborted(task.signal, 'packages.stopped');
        hash.update(piece);
        // Unlike `write`, this goes on until all of it is written.
        await handle.writeFile(piece);
        done += piece.byteLength;
        task.progress?.(done, total);
      }
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (hash.digest('hex') !== sha256) {
      throw packageError(t('package.damagedFile', { file: name }));
    }
  }
  await writeFile(path.join(folder, MANIFEST), bytes, { flag: 'wx', flush: true });
  await syncFolderLater(folder);
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
