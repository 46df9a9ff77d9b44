import { readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { Manifest } from '../../shared/manifest';

type DataFile = Manifest['data'][number];

/** Name of the note beside an added package that says which of its large files were hashed. */
export const VERIFIED = '.verified.json';
const LONGEST_NOTE = 100_000;

const noteSchema = z.record(
  z.string(),
  z.strictObject({ sha256: z.string(), size: z.number(), changed: z.number() }),
);
/** Large files by their paths, with what they were when their hash was right. */
export type Verified = z.infer<typeof noteSchema>;

/**
 * Notes that the large files of a package have the hashes of its manifest, as just seen. The note is
 * of use on this computer alone: times of files do not travel.
 */
export async function noteVerified(folder: string, data: readonly DataFile[]): Promise<void> {
  if (data.length === 0) return;
  const note: Verified = {};
  for (const { path: name, size, sha256 } of data) {
    note[name] = {
      sha256,
      size,
      changed: Math.trunc((await stat(path.join(folder, name))).mtimeMs),
    };
  }
  await writeFile(path.join(folder, VERIFIED), `${JSON.stringify(note)}\n`);
}

/** The note of a package; an empty one where there is none that can be read. */
export async function readVerified(folder: string): Promise<Verified> {
  try {
    const file = path.join(folder, VERIFIED);
    if ((await stat(file)).size > LONGEST_NOTE) return {};
    return noteSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return {};
  }
}

/** Whether a large file is the one that was hashed, by its size and time. */
export async function isVerified(
  verified: Verified,
  folder: string,
  { path: name, size, sha256 }: DataFile,
): Promise<boolean> {
  const known = verified[name];
  if (known?.sha256 !== sha256 || known.size !== size) return false;
  const { mtimeMs } = await stat(path.join(folder, name));
  return Math.trunc(mtimeMs) === known.changed;
}
