import crypto from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import { ConvertError, refused, throwIfStopped } from '../error';
import { Journal } from './journal';
import { planIdentity, spansOf, writtenBytes, type Plan, type Task } from './plan';
import { otherThread, ownThread, type TaskWorker } from './pool';
import { checkUnchanged, hashFile, type Progress } from './sources';
import { SourceEndedError } from './task';

/** A finished data file. */
export interface WrittenFile {
  readonly location: string;
  readonly size: number;
  readonly sha256: string;
}

/** How weights are written. */
export interface WriteOptions {
  readonly plan: Plan;
  /** Where the data files come to lie; what an earlier try finished there is kept. */
  readonly folder: string;
  /** The compiled `worker.ts` and how many of it; without, tasks run on this thread. */
  readonly threads?: { readonly file: string | URL; readonly count: number };
  readonly signal?: AbortSignal;
  /** Bytes of the data files that are written. */
  readonly progress?: Progress;
  /** Free bytes of the folder's disk; asked of the system unless given. */
  readonly free?: (folder: string) => Promise<number>;
  /** Bytes after which what is finished is made safe and noted. */
  readonly noteAfter?: number;
}

const NOTE_AFTER = 256 * 2 ** 20;
/** Room that is left on the disk (bytes), so that a system does not stand still. */
const SPARE = 256 * 2 ** 20;
const GIGABYTE = 1e9;

/**
 * Writes the data files of a plan. May be ended at any moment, by a stop or by the end of the
 * process, and goes on with the same plan where it was; the bytes are the same in the end.
 *
 * @throws ConvertError `full` when the disk has no room, `cancelled` when stopped, `input` when a
 *   source was changed; errors of the file system
 */
export async function writeWeights(options: WriteOptions): Promise<WrittenFile[]> {
  const { plan, folder, signal } = options;
  throwIfStopped(signal);
  await fs.mkdir(folder, { recursive: true });
  const { journal, finished } = await Journal.open(folder, planIdentity(plan));
  const handles: fs.FileHandle[] = [];
  try {
    await checkRoom(plan, folder, options.free);
    for (const { location, size } of plan.files) {
      const handle = await fs.open(path.join(folder, location), await flagsOf(folder, location));
      handles.push(handle);
      await handle.truncate(size);
    }
    const kept = await intact(plan, handles, finished, signal);
    await new Writing(options, handles, journal).run(kept);
    await checkUnchanged(plan.sources);
  } catch (error) {
    throw worded(error);
  } finally {
    await journal.close();
    for (const handle of handles) await handle.close();
  }
  const written: WrittenFile[] = [];
  for (const { location, size } of plan.files) {
    const sha256 = await hashFile(path.join(folder, location), { signal });
    written.push({ location, size, sha256 });
  }
  return written;
}

/** Hands tasks to workers and notes what is finished, in portions. */
class Writing {
  #pending: [number, string][] = [];
  #pendingBytes = 0;
  #done = 0;
  #noting: Promise<void> = Promise.resolve();

  constructor(
    private readonly options: WriteOptions,
    private readonly handles: readonly fs.FileHandle[],
    private readonly journal: Journal,
  ) {}

  async run(kept: ReadonlySet<number>): Promise<void> {
    const { plan, folder, threads, signal, progress } = this.options;
    const total = plan.tasks.reduce((sum, task) => sum + writtenBytes(task), 0);
    const todo = [...plan.tasks.entries()].filter(([index]) => !kept.has(index));
    for (const index of kept) this.#done += bytesOf(plan.tasks[index]);
    progress?.(this.#done, total);
    const files = {
      sources: plan.sources.map(({ path: file }) => file),
      targets: plan.files.map(({ location }) => path.join(folder, location)),
    };
    const workers = threads
      ? Array.from({ length: Math.min(threads.count, todo.length) }, () =>
          otherThread(threads.file, files),
        )
      : [ownThread(files)];
    const rest = todo.values();
    // One that fails ends the others at their next task.
    let failed = false;
    const work = async (worker: TaskWorker): Promise<void> => {
      for (const [index, task] of rest) {
        if (failed || signal?.aborted) return;
        try {
          this.#finish(index, task, await worker.run(task));
        } catch (error) {
          failed = true;
          throw error;
        }
        progress?.(this.#done, total);
      }
    };
    try {
      const results = await Promise.allSettled(workers.map(work));
      // What was finished before a stop or a fault is kept.
      this.#note();
      await this.#noting;
      for (const result of results) if (result.status === 'rejected') throw result.reason;
      throwIfStopped(signal);
    } finally {
      await Promise.all(workers.map((worker) => worker.close()));
    }
  }

  #finish(index: number, task: Task, digest: string): void {
    this.#pending.push([index, digest]);
    this.#pendingBytes += writtenBytes(task);
    this.#done += writtenBytes(task);
    if (this.#pendingBytes >= (this.options.noteAfter ?? NOTE_AFTER)) this.#note();
  }

  /** Data first, then the lines that say they are there. */
  #note(): void {
    const finished = this.#pending;
    if (finished.length === 0) return;
    this.#pending = [];
    this.#pendingBytes = 0;
    this.#noting = this.#noting.then(async () => {
      for (const handle of this.handles) await handle.datasync();
      await this.journal.append(finished);
    });
    // Heard when the writing ends.
    this.#noting.catch(() => undefined);
  }
}

const bytesOf = (task: Task | undefined): number => (task ? writtenBytes(task) : 0);

async function flagsOf(folder: string, location: string): Promise<'r+' | 'w+'> {
  const there = await fs.stat(path.join(folder, location)).catch(() => undefined);
  return there ? 'r+' : 'w+';
}

async function checkRoom(
  plan: Plan,
  folder: string,
  free: (folder: string) => Promise<number> = freeBytes,
): Promise<void> {
  let need = SPARE;
  for (const { location, size } of plan.files) {
    const there = await fs.stat(path.join(folder, location)).catch(() => undefined);
    // Blocks are what it really fills: a file begins as one hole. Some systems do not tell.
    need += Math.max(0, size - (there?.blocks ?? 0) * 512);
  }
  const room = await free(folder);
  if (room >= need) return;
  const values = { need: shownGigabytes(need), free: shownGigabytes(room) };
  throw new ConvertError('full', 'convert.noRoom', values);
}

const shownGigabytes = (bytes: number): string => (bytes / GIGABYTE).toFixed(1);

async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await fs.statfs(folder);
  return bavail * bsize;
}

/** Tasks whose data are as the journal says; a file that was changed or lost is written again. */
async function intact(
  { tasks }: Plan,
  handles: readonly fs.FileHandle[],
  finished: ReadonlyMap<number, string>,
  signal: AbortSignal | undefined,
): Promise<Set<number>> {
  const kept = new Set<number>();
  for (const [index, digest] of finished) {
    throwIfStopped(signal);
    const task = tasks[index];
    if (!task) continue;
    const hash = crypto.createHash('sha256');
    for (const { target, length } of spansOf(task)) {
      const bytes = new Uint8Array(length);
      const { bytesRead = 0 } =
        (await handles[target.file]?.read(bytes, 0, length, target.offset)) ?? {};
      hash.update(bytes.subarray(0, bytesRead));
    }
    if (hash.digest('hex') === digest) kept.add(index);
  }
  return kept;
}

function worded(error: unknown): unknown {
  if (error instanceof SourceEndedError) {
    return refused('convert.sourceChanged', { file: path.basename(error.message) });
  }
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new ConvertError('full', 'convert.diskFull', {}, { cause: error });
  }
  return error;
}
