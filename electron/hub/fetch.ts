import fs from 'node:fs/promises';
import path from 'node:path';
import { isFetched } from './digest';
import { HubError, throwIfStopped } from './error';
import type { HubFile, Listing } from './listing';
import type { HubOptions } from './options';
import { discardPartial, Part, partialLength } from './part';
import { Patience } from './patience';
import { askFile, checkAnswer } from './range';

const GIGABYTE = 1e9;
/** What is left free on the disk (bytes). */
const SPARE = 64_000_000;
/** So many files come at a time. */
const LANES = 2;
/** Parts of names that Windows does not know, and those of files that are not whole. */
const NOT_EVERYWHERE =
  /[<>:"|?*\\\p{Cc}]|^$|[ .]$|^(con|prn|aux|nul|com\d|lpt\d)(\.|$)|\.part(\.json~?)?$/u;

/** How fetching is followed; the rest is for tests. */
export interface FetchWork {
  /** Called with each piece that came: how much is there of how much. */
  readonly progress?: (fetched: number, total: number) => void;
  /** So often what came is noted (bytes). */
  readonly noteAfter?: number;
  /** Bytes that are free in a folder. */
  readonly free?: (folder: string) => Promise<number>;
}

/**
 * Fetches a file of a listing. Stopped or broken off, `target.part` and its journal stay, and the
 * next call goes on there; the file gets its name once its hash is right.
 *
 * @throws HubError
 */
export async function fetchFile(
  options: HubOptions,
  listing: Listing,
  file: HubFile,
  target: string,
  work: FetchWork = {},
): Promise<void> {
  try {
    await fs.mkdir(path.dirname(target), { recursive: true });
    if (await isFetched(target, file, options.signal)) {
      await discardPartial(target);
    } else {
      await checkRoom([{ file, target }], path.dirname(target), work);
      await fetchPart(options, listing, file, target, work);
    }
    work.progress?.(file.size, file.size);
  } catch (error) {
    throw worded(error);
  }
}

/**
 * Fetches files of a listing into a folder, two at a time; those that are there are not fetched.
 *
 * @returns their places in the order of the files
 * @throws HubError
 */
export async function fetchFiles(
  options: HubOptions,
  listing: Listing,
  files: readonly HubFile[],
  folder: string,
  work: FetchWork = {},
): Promise<string[]> {
  checkNames(files);
  const wanted = files.map((file) => ({ file, target: path.join(folder, file.path) }));
  await fs.mkdir(folder, { recursive: true });
  await checkRoom(wanted, folder, work).catch((error: unknown) => {
    throw worded(error);
  });
  const total = files.reduce((sum, { size }) => sum + size, 0);
  const fetched = new Map<HubFile, number>();
  const control = new AbortController();
  const stop = (): void => control.abort();
  options.signal?.addEventListener('abort', stop);
  const queue = wanted.values();
  const lane = async (): Promise<void> => {
    for (const { file, target } of queue) {
      throwIfStopped(control.signal);
      await fetchFile({ ...options, signal: control.signal }, listing, file, target, {
        ...work,
        progress: (bytes) => {
          fetched.set(file, bytes);
          work.progress?.(
            [...fetched.values()].reduce((sum, one) => sum + one, 0),
            total,
          );
        },
      });
    }
  };
  try {
    throwIfStopped(options.signal);
    let failure: { error: unknown } | undefined;
    const end = (error: unknown): void => {
      // What the other lane says then is only that it was stopped.
      failure ??= { error };
      stop();
    };
    await Promise.all(Array.from({ length: LANES }, () => lane().catch(end)));
    if (failure) throw failure.error;
    return wanted.map(({ target }) => target);
  } finally {
    options.signal?.removeEventListener('abort', stop);
  }
}

async function fetchPart(
  options: HubOptions,
  listing: Listing,
  file: HubFile,
  target: string,
  work: FetchWork,
): Promise<void> {
  const { signal } = options;
  const part = await Part.open(target, listing, file, { signal, noteAfter: work.noteAfter });
  const patience = new Patience(options, 'fetch');
  try {
    work.progress?.(part.length, file.size);
    while (part.length < file.size) {
      try {
        await receive(options, listing, file, part, () => {
          patience.reached(part.length);
          work.progress?.(part.length, file.size);
        });
      } catch (error) {
        if (error instanceof HubError && error.key === 'hub.changed') await part.restart();
        await patience.after(error);
      }
    }
  } catch (error) {
    await part.leave();
    throw error;
  }
  await part.finish();
}

/** Asks once for what is missing, and appends what comes. */
async function receive(
  options: HubOptions,
  listing: Listing,
  file: HubFile,
  part: Part,
  came: () => void,
): Promise<void> {
  const begin = part.length;
  const answer = await askFile(options, listing, file, begin > 0 ? `bytes=${begin}-` : undefined);
  const { host, source } = answer;
  try {
    const sent = checkAnswer(answer, file, begin);
    const changed = begin > 0 && differ(part.etag, source.etag);
    if (sent === 'piece' && changed)
      throw new HubError('hub.changed', { host, file: file.path }, true);
    if (sent === 'whole' && begin > 0) await part.restart();
    part.etag = source.etag;
    for await (const chunk of answer.chunks(file.size - part.length)) {
      await part.append(chunk);
      came();
    }
    if (part.length < file.size)
      throw new HubError('hub.truncated', { host, file: file.path }, true);
  } finally {
    answer.close();
  }
}

const differ = (before: string | undefined, now: string | undefined): boolean =>
  before !== undefined && now !== undefined && before !== now;

async function checkRoom(
  wanted: readonly { readonly file: HubFile; readonly target: string }[],
  folder: string,
  { free = freeBytes }: FetchWork,
): Promise<void> {
  let need = 0;
  for (const { file, target } of wanted) {
    const { size = -1 } = (await fs.stat(target).catch(() => undefined)) ?? {};
    if (size !== file.size) need += file.size - (await partialLength(target, file));
  }
  const room = await free(folder);
  if (need === 0 || room >= need + SPARE) return;
  const values = { need: shownGigabytes(need + SPARE), free: shownGigabytes(room) };
  throw new HubError('hub.noRoom', values);
}

async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await fs.statfs(folder);
  return bavail * bsize;
}

const shownGigabytes = (bytes: number): string => (bytes / GIGABYTE).toFixed(1);

/** Refuses names that Windows does not know, so that a folder of models may go anywhere. */
function checkNames(files: readonly HubFile[]): void {
  const names = new Set<string>();
  for (const { path: file } of files) {
    const lower = file.toLowerCase();
    const allowed = !lower.split('/').some((part) => NOT_EVERYWHERE.test(part));
    if (!allowed || names.has(lower)) throw new HubError('hub.noName', { file });
    names.add(lower);
  }
}

function worded(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOSPC' || code === 'EDQUOT' ? new HubError('hub.diskFull') : error;
}
