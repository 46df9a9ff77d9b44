import fs from 'node:fs/promises';
import path from 'node:path';
import { syncFolderLater } from '../disk/whole';
import { ConvertError, shownName } from './error';
import type { Skeleton } from './onnx/skeleton';
import { openModel } from './recipes/open';
import { precisionOf, type Bits } from './recipes/precision';
import { checkLayout, type Description } from './recipes/recipe';
import { removeNotes } from './weights/journal';
import { planWeights } from './weights/plan';
import { hashFile, identifySources, type SourceFile } from './weights/sources';
import { writeWeights, type WriteOptions, type WrittenFile } from './weights/write';

/** What a conversion does: looks at its sources, then writes weights. */
export type Stage = 'sources' | 'weights';

export interface ConvertOptions extends Pick<WriteOptions, 'threads' | 'signal' | 'free'> {
  /** Folder with a published model. */
  readonly source: string;
  /** Folder that comes into being when the conversion is finished, not before. */
  readonly target: string;
  readonly bits: Bits;
  readonly skeletons: readonly Skeleton[];
  /** SHA-256 of sources that are known already, by their paths. */
  readonly known?: ReadonlyMap<string, string>;
  /** How far a stage is, in bytes. */
  readonly progress?: (stage: Stage, done: number, total: number) => void;
}

/** A finished conversion; also what its file says. */
export interface Converted {
  readonly description: Description;
  readonly bits: Bits;
  /** Graphs by name, files within the folder. */
  readonly graphs: Readonly<Record<string, string>>;
  /** Graphs and data files. */
  readonly files: readonly WrittenFile[];
  /** What it was made of; names are relative to the source. */
  readonly sources: readonly {
    readonly name: string;
    readonly size: number;
    readonly sha256: string;
  }[];
}

/** Name of the file that says what a conversion made. */
export const CONVERTED = 'converted.json';
/** What a target is called until it is finished. */
export const UNFINISHED = '.partial';

/**
 * Converts a published model. A stop or the end of the process at any moment leaves the folder
 * `TARGET.partial`, and the same call goes on from there and ends with the same bytes.
 *
 * @throws ConvertError with one sentence; errors of the file system
 */
export async function convert(options: ConvertOptions): Promise<Converted> {
  const { source, target, bits, skeletons, known, signal, progress, threads, free } = options;
  if (await isThere(target)) {
    const folder = shownName(path.basename(target));
    throw new ConvertError('input', 'convert.targetExists', { folder });
  }
  const { recipe, parts } = await openModel(source);
  const laidOut = recipe.layOut(parts, precisionOf(bits), skeletons);
  checkLayout(laidOut);
  const inUse = [...new Set([...laidOut.tensors.values()].map(({ file }) => file))].sort();
  const sources = await identifySources(inUse, {
    known,
    signal,
    progress: (done, total) => progress?.('sources', done, total),
  });
  const folder = target + UNFINISHED;
  const data = await writeWeights({
    plan: planWeights(laidOut.files, laidOut.tensors, sources),
    folder,
    threads,
    signal,
    free,
    progress: (done, total) => progress?.('weights', done, total),
  });
  const graphs: WrittenFile[] = [];
  for (const [name, bytes] of Object.entries(laidOut.graphs)) {
    const location = `${name}.onnx`;
    await fs.writeFile(path.join(folder, location), bytes, { flush: true });
    const sha256 = await hashFile(path.join(folder, location));
    graphs.push({ location, size: bytes.length, sha256 });
  }
  const converted: Converted = {
    description: laidOut.description,
    bits,
    graphs: Object.fromEntries(Object.keys(laidOut.graphs).map((name) => [name, `${name}.onnx`])),
    files: [...graphs, ...data],
    sources: sources.map((file) => named(file, source)),
  };
  const text = `${JSON.stringify(converted, undefined, 2)}\n`;
  await fs.writeFile(path.join(folder, CONVERTED), text, { flush: true });
  await removeNotes(folder);
  await syncFolderLater(folder);
  await fs.rename(folder, target);
  await syncFolderLater(path.dirname(target));
  return converted;
}

const named = ({ path: file, size, sha256 }: SourceFile, source: string) => ({
  name: path.relative(source, file).split(path.sep).join('/'),
  size,
  sha256,
});

async function isThere(file: string): Promise<boolean> {
  return fs.stat(file).then(
    () => true,
    () => false,
  );
}
