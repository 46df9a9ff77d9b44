import crypto from 'node:crypto';
import fs from 'node:fs';
import fsp from 'node:fs/promises';
import path from 'node:path';
import { refused, throwIfStopped } from '../error';

/** A file that weights are read from, known by its content. */
export interface SourceFile {
  readonly path: string;
  readonly size: number;
  readonly sha256: string;
  /** Time of the last change when it was hashed (milliseconds). */
  readonly changed: number;
}

/** How far a work is, in bytes. */
export type Progress = (done: number, total: number) => void;

/**
 * Identifies files by size and SHA-256, so that another checkpoint of the same shapes is noticed.
 *
 * @param known hashes that are known already, such as from the download; those files are not read
 * @throws ConvertError `cancelled` when stopped; errors of the file system
 */
export async function identifySources(
  files: readonly string[],
  {
    known = new Map(),
    signal,
    progress,
  }: {
    readonly known?: ReadonlyMap<string, string>;
    readonly signal?: AbortSignal;
    readonly progress?: Progress;
  } = {},
): Promise<SourceFile[]> {
  const states = await Promise.all(files.map((file) => fsp.stat(file)));
  const total = states.reduce((sum, { size }) => sum + size, 0);
  let before = 0;
  const found: SourceFile[] = [];
  for (const [index, file] of files.entries()) {
    const { size = 0, mtimeMs = 0 } = states[index] ?? {};
    const sha256 =
      known.get(file) ??
      (await hashFile(file, { signal, progress: (done) => progress?.(before + done, total) }));
    found.push({ path: file, size, sha256, changed: mtimeMs });
    before += size;
    progress?.(before, total);
  }
  return found;
}

/** SHA-256 of a file. @throws ConvertError `cancelled` when stopped; errors of the file system */
export async function hashFile(
  file: string,
  { signal, progress }: { readonly signal?: AbortSignal; readonly progress?: Progress } = {},
): Promise<string> {
  const hash = crypto.createHash('sha256');
  const { size } = await fsp.stat(file);
  let done = 0;
  for await (const piece of fs.createReadStream(file, { highWaterMark: 4 * 2 ** 20 })) {
    throwIfStopped(signal);
    hash.update(piece as Uint8Array);
    done += (piece as Uint8Array).length;
    progress?.(done, size);
  }
  return hash.digest('hex');
}

/**
 * Makes sure that sources were not changed since they were identified.
 *
 * @throws ConvertError with the file's name
 */
export async function checkUnchanged(sources: readonly SourceFile[]): Promise<void> {
  for (const { path: file, size, changed } of sources) {
    const now = await fsp.stat(file);
    if (now.size !== size || now.mtimeMs !== changed) {
      throw refused('convert.sourceChanged', { file: path.basename(file) });
    }
  }
}
