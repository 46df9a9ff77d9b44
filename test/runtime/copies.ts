import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { tinyFolder, type TinyName } from './reference';
import type { Manifest } from '../../shared/manifest';

const made: string[] = [];

/** A new empty folder; `removeCopies` takes it away. */
export async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'runtime-'));
  made.push(folder);
  return folder;
}

/** A copy of a tiny package that a test may change. */
export async function copyPackage(name: TinyName): Promise<string> {
  const folder = path.join(await emptyFolder(), 'package');
  await cp(tinyFolder(name), folder, { recursive: true });
  return folder;
}

/** Changes the manifest of a copy as text that was parsed, with no check. */
export async function changeManifest(
  folder: string,
  change: (manifest: Manifest) => unknown,
): Promise<void> {
  const file = path.join(folder, 'manifest.json');
  const manifest = JSON.parse(await readFile(file, 'utf8')) as Manifest;
  const changed = change(manifest) ?? manifest;
  await writeFile(file, JSON.stringify(changed));
}

/** Writes a file of a copy and lists it with its true size and hash. */
export async function replaceFile(
  folder: string,
  name: string,
  content: Uint8Array,
): Promise<void> {
  await writeFile(path.join(folder, name), content);
  const listed = {
    path: name,
    size: content.byteLength,
    sha256: createHash('sha256').update(content).digest('hex'),
  };
  await changeManifest(folder, (manifest) => {
    const others = manifest.files.filter((file) => file.path !== name);
    return { ...manifest, files: [...others, listed] };
  });
}

/** Removes all that was copied; call it after each test. */
export async function removeCopies(): Promise<void> {
  for (const folder of made.splice(0)) await rm(folder, { recursive: true, force: true });
}
