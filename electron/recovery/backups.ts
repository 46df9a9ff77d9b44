import fs from 'node:fs';
import path from 'node:path';
import type { Backup, BackupReason } from '../../shared/ipc/recovery';
import { t } from '../../shared/i18n/translate';
import type { ReadableDatabase, WritableDatabase } from '../store/connection';
import { storeError } from '../store/error';
import { AppError } from '../../shared/ipc/errors';
import { NEWEST_SCHEMA, schemaVersionOf } from '../store/migrations/migrate';
import { SettingsStore } from '../store/settings';
import { contentsIn, copyFromAny, copyWhole, syncNames } from './contentFiles';
import { hashOfFile } from '../store/files';
import {
  copyNames,
  listBackups,
  PARTIAL,
  removeBackup,
  sweepPartial,
  writeRecord,
  type BackupRecord,
} from './backupRecord';
import {
  CONTENT_FOLDERS,
  CONTENT_KINDS,
  contentKey,
  backupsFolder,
  databaseKey,
  stampOf,
  type ContentKind,
} from '../store/folders';
import { forgetUnnamed } from './relations';
import { retainedNames, type RetentionRule } from './retention';
import { throwIfAborted, type Task } from '../../shared/task';
import { makePrivate, makePrivateFolder, PRIVATE_FOLDER } from '../disk/privateMode';

/** What making and reading backups needs of a store. */
export interface Copied {
  /** Data folder. */
  readonly folder: string;
  readonly database: WritableDatabase;
  connect(file: string, readonly: boolean): WritableDatabase;
}

/** Where a backup is written, and where its contents come from. */
export interface CopyTarget {
  /** Absolute folder of backups. */
  readonly place: string;
  /** Absolute folders that have contents: the data folder first, then other folders of backups. */
  readonly sources: readonly string[];
  /** Keys of contents and databases there that are known to be damaged. */
  readonly damaged?: ReadonlySet<string>;
  /** A backup of another folder of backups; the new one has its database and its name. */
  readonly twin?: { readonly place: string; readonly copy: Backup };
}

/** The backups in a data folder. */
export const backupsIn = (data: string): CopyTarget => ({
  place: backupsFolder(data),
  sources: [data],
});

/**
 * Backs up everything: the database by SQLite's backup, each picture and each file of visual tokens
 * once by its hash. The backup appears complete or not at all; then old ones are removed by the rule.
 *
 * @throws AppError `full`, `cancelled`, or `store` when the backup is not sound
 */
export async function makeBackup(
  store: Copied,
  reason: BackupReason,
  task: Task = {},
  target: CopyTarget = backupsIn(store.folder),
): Promise<Backup> {
  const { place, twin } = target;
  const added: string[] = [];
  let partial: string | undefined;
  try {
    // If the disk of the second place is gone, its mount point must not be filled instead.
    if (place === backupsFolder(store.folder)) makePrivateFolder(place);
    sweepPartial(place);
    let createdAt = twin?.copy.createdAt ?? Date.now();
    // A clock that was set back reaches the same time twice.
    while (fs.existsSync(path.join(place, stampOf(createdAt)))) createdAt += 1;
    const name = stampOf(createdAt);
    partial = path.join(place, name + PARTIAL);
    fs.mkdirSync(partial, { mode: PRIVATE_FOLDER });
    const file = path.join(partial, path.basename(databaseKey(name)));
    await backupDatabase(store, file, twin);
    throwIfAborted(task.signal);
    const counts = await fill(store, file, target, added, task);
    const databaseHash = await hashOfFile(file);
    const record: BackupRecord = { createdAt, reason, ...counts, databaseHash };
    writeRecord(partial, record);
    syncNames(partial);
    fs.renameSync(partial, path.join(place, name));
    syncNames(place);
    added.length = 0;
    applyRetention(store, target, name);
    return { ...record, name };
  } catch (error) {
    // Files that no backup uses would fill a disk that is already full.
    for (const content of added) fs.rmSync(content, { force: true });
    throw storeError(error);
  } finally {
    if (partial !== undefined) removeBackup(partial);
  }
}

/** Writes the database of a backup as one file without a log, so that it can be opened read-only. */
async function backupDatabase(
  store: Copied,
  file: string,
  twin: CopyTarget['twin'],
): Promise<void> {
  if (twin?.copy.databaseHash !== undefined) {
    const from = path.join(twin.place, databaseKey(twin.copy.name));
    if (await copyWhole(from, file, twin.copy.databaseHash)) return;
  }
  await store.database.backup(file);
  makePrivate(file);
  const database = store.connect(file, false);
  try {
    database.script('PRAGMA journal_mode = DELETE');
    const [sound] = database.all<{ quick_check: string }>('PRAGMA quick_check(1)');
    if (sound?.quick_check !== 'ok') throw new DamagedBackupError();
    // Older schemas lack some tables that name contents; then all rows stay.
    if (schemaVersionOf(database) === NEWEST_SCHEMA) forgetUnnamed(database);
  } finally {
    database.close();
  }
}

/** The database of a backup is damaged, and so is the one that was copied. */
export class DamagedBackupError extends AppError {
  constructor() {
    super('store', t('safety.unsoundCopy'));
  }
}

type Counts = Pick<Backup, 'conversations' | 'messages' | 'images' | 'missing'>;

/** Adds the contents that a backup's database names to those of the other backups. */
async function fill(
  store: Copied,
  file: string,
  { place, sources, damaged }: CopyTarget,
  added: string[],
  task: Task,
): Promise<Counts> {
  const database = store.connect(file, true);
  try {
    const named = CONTENT_KINDS.map((kind) => [kind, contentsOf(database, kind)] as const);
    const total = named.reduce((sum, [, contents]) => sum + contents.length, 0);
    let done = 0;
    let missing = 0;
    for (const [kind, contents] of named) {
      const folder = path.join(place, CONTENT_FOLDERS[kind]);
      makePrivateFolder(folder);
      for (const { hash, size } of contents) {
        throwIfAborted(task.signal);
        const key = contentKey(kind, hash);
        const target = path.join(place, key);
        const there = (await fs.promises.stat(target).catch(() => undefined))?.size;
        // Its bytes are checked in turn, see `scrub.ts`.
        if (there !== size || damaged?.has(key)) {
          const from = sources.map((source) => path.join(source, key));
          if (!(await copyFromAny(from, target, hash))) missing += 1;
          else if (there === undefined) added.push(target);
        }
        task.progress?.((done += 1), total);
      }
      syncNames(folder);
    }
    return { ...countsOf(database), missing };
  } finally {
    database.close();
  }
}

/** A content according to its row. */
interface ContentRow {
  readonly hash: string;
  /** Bytes. */
  readonly size: number;
}

const TABLES = { image: 'image', tokens: 'visual_tokens' } as const;

/** Contents of one kind that a database names. */
export const contentsOf = (database: ReadableDatabase, kind: ContentKind): ContentRow[] =>
  database.all<ContentRow>(`SELECT hash, size FROM ${TABLES[kind]}`);

/** Hashes of one kind that a database names. */
export const hashesOf = (database: ReadableDatabase, kind: ContentKind): string[] =>
  contentsOf(database, kind).map(({ hash }) => hash);

/** How much a database holds, without what was deleted. */
export function countsOf(database: ReadableDatabase): Omit<Counts, 'missing'> {
  const counted = database.get<Omit<Counts, 'missing'>>(
    `SELECT (SELECT count(*) FROM conversation WHERE deleted_at IS NULL) AS conversations,
       (SELECT count(*) FROM message JOIN conversation ON conversation.id = message.conversation_id
        WHERE deleted_at IS NULL) AS messages,
       (SELECT count(*) FROM image) AS images`,
  );
  return counted ?? { conversations: 0, messages: 0, images: 0 };
}

/**
 * Removes the backups that the rule does not keep, and the contents that only those used.
 *
 * @param newest name of the backup that was just made, which stays even if the clock was set back
 */
function applyRetention(store: Copied, { place, damaged }: CopyTarget, newest: string): void {
  const copies = listBackups(place);
  const rule = retentionRuleOf(store.database);
  // Unless it is known how many the person wants to keep, all of them are kept.
  if (!rule) return;
  const kept = retainedNames(copies, rule).add(newest);
  for (const { name } of copies) {
    if (!kept.has(name)) removeBackup(path.join(place, name));
  }
  const named = new Set<string>();
  for (const name of copyNames(place)) {
    const key = databaseKey(name);
    // What a damaged backup uses is not known, so nothing is swept then.
    const keys = damaged?.has(key) ? undefined : keysOf(store, path.join(place, key));
    if (!keys) return;
    for (const key of keys) named.add(key);
  }
  for (const kind of CONTENT_KINDS) {
    for (const hash of contentsIn(path.join(place, CONTENT_FOLDERS[kind]))) {
      const content = contentKey(kind, hash);
      if (!named.has(content)) fs.rmSync(path.join(place, content), { force: true });
    }
  }
}

/** How many backups the person keeps; nothing when that cannot be read. */
function retentionRuleOf(database: WritableDatabase): RetentionRule | undefined {
  try {
    const { copyDays, copyWeeks, copyMonths } = new SettingsStore(database).get();
    return { days: copyDays, weeks: copyWeeks, months: copyMonths };
  } catch {
    return undefined;
  }
}

/** Keys of the contents that a database names; nothing when it cannot be read. */
export function keysOf(store: Pick<Copied, 'connect'>, file: string): string[] | undefined {
  try {
    const database = store.connect(file, true);
    try {
      return CONTENT_KINDS.flatMap((kind) =>
        hashesOf(database, kind).map((hash) => contentKey(kind, hash)),
      );
    } finally {
      database.close();
    }
  } catch {
    return undefined;
  }
}

/**
 * Whether a backup is due: the person wants daily ones, there is something to back up, and none was
 * made today.
 *
 * @param place absolute folder of backups
 */
export function isBackupDue(
  store: Pick<Copied, 'folder' | 'database'>,
  now = Date.now(),
  place = backupsFolder(store.folder),
): boolean {
  if (!new SettingsStore(store.database).get().dailyCopies) return false;
  const { conversations } = countsOf(store.database);
  if (conversations === 0) return false;
  const newest = listBackups(place)[0];
  return !newest || new Date(newest.createdAt).toDateString() !== new Date(now).toDateString();
}
