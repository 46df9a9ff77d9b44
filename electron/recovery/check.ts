import fs from 'node:fs';
import path from 'node:path';
import type { ReadableDatabase } from '../store/connection';
import { DATABASE } from '../store/open';
import { findBackupFaults, placesOf, sizeOfCopied, type BackupFaults } from './checkBackups';
import { hashOfFile } from '../store/files';
import { findChangedWords, type ChangedWords } from './changedWords';
import { isContentName, isUnfinishedName, filesIn } from '../store/ownFiles';
import { countsOf, hashesOf, type Copied } from './backups';
import { CONTENT_FOLDERS, CONTENT_KINDS, contentKey, type ContentKind } from '../store/folders';
import type { FindingKind, Finding, CheckReport } from '../../shared/ipc/recovery';
import { throwIfAborted, type Task } from '../../shared/task';

/** Most findings that are listed by name; the number counts all. */
const NAMED = 20;
/** A younger file without a row may be about to get one (milliseconds). */
const YOUNG = 60 * 60 * 1000;

/** A row that refers to another one that does not exist. */
export interface Violation {
  readonly table: string;
  readonly rowid: number | null;
}

/** Everything a check finds, for a report and for a repair. */
export interface Found {
  readonly database: readonly string[];
  readonly violations: readonly Violation[];
  readonly search: boolean;
  /** Words that differ from those in a backup though nobody changed them. */
  readonly words: readonly ChangedWords[];
  readonly damaged: Readonly<Record<ContentKind, readonly string[]>>;
  readonly missing: Readonly<Record<ContentKind, readonly string[]>>;
  /** Absolute paths of the studio's files that no row refers to. */
  readonly unnamed: readonly string[];
  /** The damaged and missing contents of which a backup has an intact copy. */
  readonly restorable: ReadonlySet<string>;
  /** The faults in each folder of backups. */
  readonly copies: readonly BackupFaults[];
}

/**
 * Checks all data: the database by SQLite's own check, references between rows, the search index, words
 * against those of backups, the hash of every picture and of all visual tokens, unused files, and all
 * backups. It writes nothing; its progress is in bytes.
 */
export async function findFaults(store: Copied, task: Task = {}): Promise<Found> {
  const { database, folder } = store;
  throwIfAborted(task.signal);
  const lists = CONTENT_KINDS.map((kind) => [kind, hashesOf(database, kind)] as const);
  const sizes = new Map(
    lists.flatMap(([kind, hashes]) =>
      hashes.map((hash) => {
        const file = path.join(folder, CONTENT_FOLDERS[kind], hash);
        return [file, fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0] as const;
      }),
    ),
  );
  const rows = fs.statSync(path.join(folder, DATABASE), { throwIfNoEntry: false })?.size ?? 0;
  const places = placesOf(store);
  const copied = await sizeOfCopied(places);
  const total = [...sizes.values()].reduce((sum, size) => sum + size, rows + copied);
  const integrity = integrityOf(database);
  const violations = violationsOf(database);
  const search = isSearchWhole(database);
  const damaged = { image: [] as string[], tokens: [] as string[] };
  const missing = { image: [] as string[], tokens: [] as string[] };
  const unnamed: string[] = [];
  const wholeHere = new Set<string>();
  let done = rows;
  task.progress?.(done, total);
  for (const [kind, hashes] of lists) {
    for (const hash of hashes) {
      throwIfAborted(task.signal);
      const file = path.join(folder, CONTENT_FOLDERS[kind], hash);
      const found = await hashOfFile(file);
      if (found === hash) wholeHere.add(contentKey(kind, hash));
      else (found === undefined ? missing : damaged)[kind].push(hash);
      task.progress?.((done += sizes.get(file) ?? 0), total);
    }
    unnamed.push(...unnamedFiles(path.join(folder, CONTENT_FOLDERS[kind]), new Set(hashes)));
  }
  const { faults, whole, sound } = await findBackupFaults(store, places, wholeHere, task, (size) =>
    task.progress?.((done += size), total),
  );
  const lost = CONTENT_KINDS.flatMap((kind) =>
    [...damaged[kind], ...missing[kind]].filter((hash) => whole.has(contentKey(kind, hash))),
  );
  return {
    database: integrity,
    violations,
    search,
    words: findChangedWords(database, sound),
    damaged,
    missing,
    unnamed,
    restorable: new Set(lost),
    copies: faults,
  };
}

/** How SQLite's check reports the search index, in older and in newer versions. */
const OF_SEARCH = /\bfts5\b/i;

/** What SQLite's own check finds, apart from the search index; empty for nothing. */
export function integrityOf(database: ReadableDatabase): string[] {
  try {
    return database
      .all<{ integrity_check: string }>('PRAGMA integrity_check(100)')
      .map((row) => row.integrity_check)
      .filter((line) => line !== 'ok' && !OF_SEARCH.test(line));
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}

/** Rows that refer to others that do not exist. */
export const violationsOf = (database: ReadableDatabase): Violation[] =>
  database.all<Violation>('PRAGMA foreign_key_check');

/** Whether the search index matches the words. */
function isSearchWhole(database: ReadableDatabase): boolean {
  try {
    // The index's own integrity check is a write, and would wait for other writers.
    const said = database.all<{ integrity_check: string }>(`PRAGMA integrity_check('part_text')`);
    if (said.some((line) => line.integrity_check !== 'ok')) return false;
    // SQLite's comparison with the content would also expect pictures, which have no words.
    const differs = database.get<{ count: number }>(
      `SELECT (SELECT count(*) FROM part WHERE kind = 'text'
           AND id NOT IN (SELECT id FROM part_text_docsize))
         + (SELECT count(*) FROM part_text_docsize
           WHERE id NOT IN (SELECT id FROM part WHERE kind = 'text')) AS count`,
    );
    return differs?.count === 0;
  } catch {
    return false;
  }
}

function unnamedFiles(folder: string, named: ReadonlySet<string>): string[] {
  const before = Date.now() - YOUNG;
  const isOwn = (name: string): boolean => isContentName(name) || isUnfinishedName(name);
  return filesIn(folder, (name) => !named.has(name) && isOwn(name))
    .map((name) => path.join(folder, name))
    .filter((file) => {
      const found = fs.lstatSync(file, { throwIfNoEntry: false });
      return found !== undefined && found.mtimeMs < before;
    });
}

/** The findings as they are reported to the person. */
export function reportOf({ database }: Copied, found: Found): CheckReport {
  const findings: Finding[] = [];
  const say = (kind: FindingKind, names: readonly string[], whole = found.restorable): void => {
    if (names.length === 0) return;
    const restorable = names.filter((name) => whole.has(name)).length;
    findings.push({ kind, count: names.length, restorable, names: names.slice(0, NAMED) });
  };
  say('database', found.database);
  say(
    'rows',
    found.violations.map(({ table, rowid }) => `${table} ${rowid ?? ''}`.trim()),
  );
  say('search', found.search ? [] : ['part_text']);
  const titles = found.words.map(({ title }) => title);
  say('words', titles, new Set(titles));
  say('imageDamaged', found.damaged.image);
  say('imageMissing', found.missing.image);
  say('tokensDamaged', found.damaged.tokens);
  say('tokensMissing', found.missing.tokens);
  say(
    'unnamed',
    found.unnamed.map((file) => path.basename(file)),
  );
  const copies = (kind: FindingKind, of: (faults: BackupFaults) => readonly string[]): void => {
    const named = found.copies.flatMap((one) => of(one).map((name) => path.join(one.place, name)));
    const whole = found.copies.flatMap(({ place, restorable }) =>
      restorable.map((name) => path.join(place, name)),
    );
    say(kind, named, new Set(whole));
  };
  copies('copyDamaged', ({ damaged }) => damaged);
  copies('copyMissing', ({ missing }) => missing);
  copies('copyDatabase', (one) => [...new Set([...one.databases, ...one.records])]);
  const tokens = hashesOf(database, 'tokens').length;
  return { ...countsOf(database), tokens, findings };
}
