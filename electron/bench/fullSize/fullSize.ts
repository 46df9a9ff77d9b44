import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { readSkeletons } from '../../convert/onnx/skeleton';
import { mostThreads, type ConvertFiles } from '../../convert/run';
import { openPackage } from '../../runtime/package';
import type { Figure } from '../figures';
import { BenchError } from '../options';
import type { FullSizeEffort } from './calls';
import { writePublished } from './checkpoint';
import { ggufBytes, ggufTensors, writeGguf } from './gguf';
import { runInChild, type ChildOptions } from './inChild';
import { publicationOf, type FullSizeModel } from './models';
import { fullSizeRows } from './rows';

const BITS = 4;
/** Room that is left on the disk (bytes). */
const SPARE = 1e9;

/** How a model of full size is measured. */
export interface FullSizeSettings extends ChildOptions {
  readonly files: ConvertFiles;
  readonly threads: number;
  readonly effort: FullSizeEffort;
  /** Folder that llama.cpp is installed into; undefined to leave it out. */
  readonly peer: string | undefined;
  /** Absolute folder in which checkpoint and package stay; undefined to remove them. */
  readonly keep: string | undefined;
  /** Bytes of a file of the checkpoint, about. */
  readonly shard?: number;
}

/** Enough for figures that may be reported, and just once. */
export const WHOLE_EFFORT: FullSizeEffort = { rounds: 4, steps: 8, contexts: [128, 1024] };
export const QUICK_EFFORT: FullSizeEffort = { rounds: 1, steps: 3, contexts: [128, 1024] };

/**
 * Writes a checkpoint of a published shape in random numbers, converts it as the program does and
 * measures what was made.
 *
 * @throws BenchError when the disk has no room or a process fails
 */
export async function measureFullSize(
  model: FullSizeModel,
  settings: FullSizeSettings,
): Promise<Figure[]> {
  const { files, threads, effort, say, keep, shard } = settings;
  const parent = keep ?? os.tmpdir();
  await fs.mkdir(parent, { recursive: true });
  const publication = publicationOf(model, await readSkeletons(files.skeletons), BITS);
  const { parts, description, weights, bytes } = publication;
  const shape = description.language;
  const gguf = settings.peer
    ? ggufTensors(shape).reduce((sum, tensor) => sum + ggufBytes(tensor), 0)
    : 0;
  // The source is gone before the peer's weights are written.
  const room = keep ? bytes.source + gguf : Math.max(bytes.source, gguf);
  await checkRoom(parent, room + bytes.converted);
  const folder = await fs.mkdtemp(path.join(parent, 'metamorph-full-size-'));
  const forget = keep === undefined ? removeWhenEnded(folder) : undefined;
  try {
    say(`Writing ${gigabytes(bytes.source)} GB of random weights into ${folder}.`);
    const source = path.join(folder, 'checkpoint');
    const tokenizer = { vocabulary: shape.vocabulary, marks: model.marks };
    await writePublished(source, parts, tokenizer, shard);
    say('Converting them to 4 bits.');
    const { result: converted } = await runInChild(
      {
        kind: 'convert',
        request: {
          source,
          packagesFolder: path.join(folder, 'packages'),
          bits: BITS,
          published: {
            name: `${model.title}, random weights`,
            licence: 'None',
            repository: null,
            commit: null,
          },
          known: [],
        },
        files,
      },
      settings,
    );
    if (keep === undefined) await fs.rm(source, { recursive: true, force: true });
    const { manifest } = await openPackage(converted.made.folder);
    const peer = settings.peer
      ? { gguf: path.join(folder, 'peer.gguf'), folder: settings.peer }
      : null;
    if (peer) {
      say('Writing the same shape as GGUF for llama.cpp.');
      await writeGguf(peer.gguf, shape);
    }
    say('Loading, drawing and stepping.');
    const task = { kind: 'run', folder: converted.made.folder, threads, effort, peer } as const;
    const { result: run, most } = await runInChild(task, settings);
    return fullSizeRows({
      manifest,
      bits: BITS,
      weights,
      workers: mostThreads(),
      converted,
      run,
      most,
      contexts: effort.contexts,
      targets: model.targets,
      noPeer: 'llama.cpp was left out',
    });
  } finally {
    forget?.();
    if (keep === undefined) await fs.rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Removes gigabytes also where the command is ended by a signal; gives what takes that back. */
function removeWhenEnded(folder: string): () => void {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const end = (signal: NodeJS.Signals): void => {
    forget();
    // A child that still writes there ends once it has lost this process.
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    process.kill(process.pid, signal);
  };
  const forget = (): void => {
    for (const signal of signals) process.removeListener(signal, end);
  };
  for (const signal of signals) process.on(signal, end);
  return forget;
}

const gigabytes = (bytes: number): string => (bytes / 1e9).toFixed(1);

async function checkRoom(folder: string, need: number): Promise<void> {
  const { bavail, bsize } = await fs.statfs(folder);
  const free = bavail * bsize;
  if (free >= need + SPARE) return;
  throw new BenchError(
    `${folder} has ${gigabytes(free)} GB free and ${gigabytes(need + SPARE)} GB are needed: ` +
      'make room, or name another folder with --keep DIR.',
  );
}

/** What was measured in which state of the sources, in a sentence or two. */
export async function describeFullSize(
  { title }: FullSizeModel,
  root: string,
  loads: { readonly before: number; readonly after: number },
): Promise<string> {
  const git = async (...words: string[]): Promise<string> =>
    promisify(execFile)('git', words, { cwd: root }).then(
      ({ stdout }) => stdout.trim(),
      () => 'not known',
    );
  const commit = await git('rev-parse', '--short=12', 'HEAD');
  const changed =
    (await git('status', '--porcelain', '--untracked-files=no')) === '' ? '' : ', changed';
  return (
    `The shape of ${title} in **random weights**, 4 bits, made from a checkpoint in bfloat16 by commit ` +
    `${commit}${changed}. Load average ${loads.before.toFixed(1)} before and ${loads.after.toFixed(1)} after.`
  );
}
