/**
 * Checks the bytes of backups against their hashes in turns: some of them with each daily backup, so
 * that all are read within a month. Damaged ones are restored from intact copies.
 */
import path from 'node:path';
import { contentsIn, copyFromAny } from './contentFiles';
import { hashOfFile, sizeOfFile } from '../store/files';
import { listBackups } from './backupRecord';
import { CONTENT_FOLDERS, CONTENT_KINDS, contentKey, databaseKey } from '../store/folders';

/** Days within which everything is read once. */
const ROUND = 30;
/** Most days without a turn that one turn makes up for. */
const MOST_DAYS = 7;
const DAY = 86_400_000;

/** How far the turns have got. */
export interface ScrubState {
  /** Hash of what was read last; null before the first turn. */
  readonly cursor: string | null;
  /** When the last turn was (milliseconds since 1970). */
  readonly at: number | null;
  /** Keys of what is damaged and for which no intact copy was found. */
  readonly damaged: readonly string[];
}

/** A file in a folder of backups whose hash is known. */
export interface HashedFile {
  /** Path within the folder of backups. */
  readonly key: string;
  readonly hash: string;
}

/** All files in a folder of backups whose hash is known: contents, and databases of backups. */
export function hashedFiles(place: string): HashedFile[] {
  const contents = CONTENT_KINDS.flatMap((kind) =>
    contentsIn(path.join(place, CONTENT_FOLDERS[kind])).map((hash) => ({
      key: contentKey(kind, hash),
      hash,
    })),
  );
  const databases = listBackups(place).flatMap(({ name, databaseHash: hash }) =>
    hash === undefined ? [] : [{ key: databaseKey(name), hash }],
  );
  return [...contents, ...databases];
}

/**
 * Takes the next turn in a folder of backups.
 *
 * @param place absolute folder of backups
 * @param sources absolute folders that may have the same files: the data folder, other folders of backups
 * @param before where the last turn stopped
 * @returns where this one stopped, and how many files it restored
 */
export async function scrub(
  place: string,
  sources: readonly string[],
  before: ScrubState,
  now = Date.now(),
): Promise<ScrubState & { readonly mended: number }> {
  // Ordered by hash, new databases come anywhere; always last, they would keep a round from ending.
  const files = hashedFiles(place).sort((a, b) => (a.hash < b.hash ? -1 : 1));
  const known = new Set(before.damaged);
  const damaged: string[] = [];
  let mended = 0;
  async function look({ key, hash }: HashedFile): Promise<void> {
    const file = path.join(place, key);
    if ((await hashOfFile(file)) === hash) return;
    const from = sources.map((source) => path.join(source, key));
    if (await copyFromAny(from, file, hash)) mended += 1;
    else damaged.push(key);
  }
  for (const file of files) if (known.has(file.key)) await look(file);

  const sizes = new Map<string, number>();
  for (const { key } of files) sizes.set(key, await sizeOfFile(path.join(place, key)));
  const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  const days = before.at === null ? 1 : Math.min(MOST_DAYS, Math.max(1, (now - before.at) / DAY));
  let left = (total * days) / ROUND;
  let { cursor } = before;
  const next = files.findIndex(({ hash }) => cursor !== null && hash > cursor);
  const start = Math.max(0, next);
  for (const file of [...files.slice(start), ...files.slice(0, start)]) {
    if (left <= 0) break;
    if (!known.has(file.key)) await look(file);
    left -= sizes.get(file.key) ?? 0;
    cursor = file.hash;
  }
  return { cursor, at: now, damaged, mended };
}
