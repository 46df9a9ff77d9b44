import { readdir, readFile, rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { readManifest } from '../../shared/readManifest';
import { MANIFEST } from '../runtime/package';
import { VERIFIED } from '../runtime/verified';

/**
 * Removes an added package: the files that its manifest lists, then the manifest, then the folders that
 * this leaves empty. Other things in its folder stay.
 *
 * @param folder absolute folder of the package; one that is not there is no fault
 */
export async function removePackage(folder: string): Promise<void> {
  const listed = await listedIn(folder);
  if (!listed) {
    // What belongs to it cannot be told any more; the person saw the fault and asked for its removal.
    await rm(folder, { recursive: true, force: true });
    return;
  }
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    const file = path.join(entry.parentPath, entry.name);
    const name = path.relative(folder, file).split(path.sep).join('/');
    if (entry.isFile() && listed.has(name)) await rm(file, { force: true });
  }
  await rm(path.join(folder, VERIFIED), { force: true });
  await rm(path.join(folder, MANIFEST), { force: true });
  for (const place of foldersOf([...listed])) {
    await rmdir(path.join(folder, place)).catch(() => undefined);
  }
}

/** Paths that a manifest lists; nothing when it cannot be read. */
async function listedIn(folder: string): Promise<ReadonlySet<string> | undefined> {
  try {
    const json: unknown = JSON.parse(await readFile(path.join(folder, MANIFEST), 'utf8'));
    const { data: manifest } = readManifest(json);
    return manifest && new Set([...manifest.files, ...manifest.data].map((file) => file.path));
  } catch {
    return undefined;
  }
}

/** Folders that lead to files, the inmost first and the package's own (`''`) last. */
function foldersOf(names: readonly string[]): string[] {
  const folders = names.flatMap((name) => {
    const above = name.split('/').slice(0, -1);
    return above.map((_, place) => above.slice(0, place + 1).join('/'));
  });
  return [...new Set([...folders, ''])].toSorted((one, other) => other.length - one.length);
}
