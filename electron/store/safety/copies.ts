import fs from 'node:fs';
import path from 'node:path';
import {
  copyNameSchema,
  copyRecordSchema,
  type Copy,
  type CopyReason,
} from '../../../shared/safety';
import { sentence } from '../../../shared/words/sentence';
import type { ReadableDatabase, WritableDatabase } from '../driver';
import { StoreError } from '../error';
import { syncFolder } from '../files';
import { filesIn, foldersIn, removeOwn } from '../ownFiles';
import { contentsIn, copyContent, sizeOf } from './content';
import {
  afterStamp,
  CONTENT_FOLDERS,
  CONTENT_KINDS,
  copiesFolder,
  stampOf,
  type ContentKind,
} from './places';
import { SettingsStore } from '../settings';
import { keptByRule, type Rule } from './rule';
import { throwIfStopped, type LongWork } from './work';

/** Files of a copy within its folder. */
const COPY_DATABASE = 'studio.db';
const RECORD = 'copy.json';
const PARTIAL = '.partial';
/** A copy that somebody looks into, as `openCopy` names it, and what SQLite keeps beside it. */
const LOOK_NAME = /^\.look-[0-9a-f]{12}\.db(-wal|-shm|-journal)?$/;
/** The database of a copy and what SQLite keeps beside it. */
const isDatabase = (name: string): boolean => /^studio\.db(-wal|-shm|-journal)?$/.test(name);
/** No look into a copy takes longer than this (milliseconds). */
const LOOK_LASTS = 60 * 60 * 1000;

/** What making and reading copies needs of a store. */
export interface Copied {
  /** Data folder. */
  readonly folder: string;
  readonly database: WritableDatabase;
  connect(file: string, readonly: boolean): WritableDatabase;
}

/** Absolute path of a copy's database. */
export const copyDatabase = (data: string, name: string): string =>
  path.join(copiesFolder(data), copyNameSchema.parse(name), COPY_DATABASE);

/** Absolute path that a content has among the copies; it need not be there. */
export const copiedContent = (data: string, kind: ContentKind, hash: string): string =>
  path.join(copiesFolder(data), CONTENT_FOLDERS[kind], hash);

/** Whole copies of a data folder, the newest first; others are left out. */
export function listCopies(data: string): Copy[] {
  const folder = copiesFolder(data);
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder)
    .filter((name) => copyNameSchema.safeParse(name).success)
    .flatMap((name) => recordOf(path.join(folder, name), name))
    .toSorted((a, b) => b.createdAt - a.createdAt);
}

function recordOf(folder: string, name: string): Copy[] {
  try {
    const json: unknown = JSON.parse(fs.readFileSync(path.join(folder, RECORD), 'utf8'));
    return [{ ...copyRecordSchema.parse(json), name }];
  } catch {
    return [];
  }
}

/** Bytes that all copies take of the disk. */
export const sizeOfCopies = (data: string): number => sizeOf(copiesFolder(data));

/**
 * Copies everything: the database by SQLite's backup, each picture and each visual tokens once by
 * their hash. The copy appears whole or not at all; then the rule decides which copies stay.
 *
 * @throws StoreError `full`, `cancelled`, or `store` when the copy is not sound
 */
export async function makeCopy(
  store: Copied,
  reason: CopyReason,
  work: LongWork = {},
): Promise<Copy> {
  const folder = copiesFolder(store.folder);
  fs.mkdirSync(folder, { recursive: true });
  sweepPartial(folder);
  let createdAt = Date.now();
  // A clock that was set back passes the same moment twice.
  while (fs.existsSync(path.join(folder, stampOf(createdAt)))) createdAt += 1;
  const name = stampOf(createdAt);
  const partial = path.join(folder, name + PARTIAL);
  fs.mkdirSync(partial);
  try {
    const file = path.join(partial, COPY_DATABASE);
    await store.database.backup(file);
    throwIfStopped(work);
    const counts = await fill(store, file, work);
    const record = { createdAt, reason, ...counts };
    fs.writeFileSync(path.join(partial, RECORD), JSON.stringify(record), { flush: true });
    syncFolder(partial);
    fs.renameSync(partial, path.join(folder, name));
    syncFolder(folder);
    applyRule(store, name);
    return { ...record, name };
  } finally {
    fs.rmSync(partial, { recursive: true, force: true });
  }
}

/** Removes what copies that were killed left behind: only one is made at a time. */
function sweepPartial(folder: string): void {
  const before = Date.now() - LOOK_LASTS;
  for (const name of filesIn(folder, (one) => LOOK_NAME.test(one))) {
    const place = path.join(folder, name);
    // Somebody may look into a copy while another one is made.
    if (fs.lstatSync(place).mtimeMs < before) fs.rmSync(place, { force: true });
  }
  for (const name of foldersIn(folder, (one) => afterStamp(one) === PARTIAL)) {
    removeCopy(path.join(folder, name));
  }
}

/** Removes a copy. Its record goes last, so that one whose removal was killed is still listed. */
function removeCopy(folder: string): void {
  removeOwn(folder, isDatabase);
  removeOwn(folder, (name) => name === RECORD);
}

type Counts = Pick<Copy, 'conversations' | 'messages' | 'images' | 'missing'>;

/** Checks the database of a copy and puts the contents that it names beside the other copies'. */
async function fill(store: Copied, file: string, work: LongWork): Promise<Counts> {
  const database = store.connect(file, false);
  try {
    // One file without a log: it can be opened where nothing may be written.
    database.script('PRAGMA journal_mode = DELETE');
    const [sound] = database.all<{ quick_check: string }>('PRAGMA quick_check(1)');
    if (sound?.quick_check !== 'ok') throw new StoreError('store', sentence('safety.unsoundCopy'));
    const named = CONTENT_KINDS.map((kind) => [kind, hashesOf(database, kind)] as const);
    const total = named.reduce((sum, [, hashes]) => sum + hashes.length, 0);
    let done = 0;
    let missing = 0;
    for (const [kind, hashes] of named) {
      const from = path.join(store.folder, CONTENT_FOLDERS[kind]);
      const to = path.join(copiesFolder(store.folder), CONTENT_FOLDERS[kind]);
      fs.mkdirSync(to, { recursive: true });
      for (const hash of hashes) {
        throwIfStopped(work);
        const there = fs.existsSync(path.join(to, hash));
        if (!there && !(await copyContent(path.join(from, hash), to, hash))) missing += 1;
        work.progress?.((done += 1), total);
      }
      syncFolder(to);
    }
    return { ...countsOf(database), missing };
  } finally {
    database.close();
  }
}

/** Hashes of one kind that a database names. */
export const hashesOf = (database: ReadableDatabase, kind: ContentKind): string[] =>
  database
    .all<{ hash: string }>(`SELECT hash FROM ${kind === 'image' ? 'image' : 'visual_tokens'}`)
    .map(({ hash }) => hash);

/** How much a database holds; what was deleted is not counted. */
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
 * Removes the copies that the rule does not keep, and the contents that no kept one names.
 *
 * @param newest name of the copy that was just made, which stays even if the clock was set back
 */
function applyRule(store: Copied, newest: string): void {
  const folder = copiesFolder(store.folder);
  const copies = listCopies(store.folder);
  const rule = ruleOf(store.database);
  // While it is not known how many the person wants to keep, all of them are kept.
  if (!rule) return;
  const kept = keptByRule(copies, rule).add(newest);
  for (const { name } of copies) {
    if (!kept.has(name)) removeCopy(path.join(folder, name));
  }
  const named = { image: new Set<string>(), tokens: new Set<string>() };
  for (const name of kept) {
    // What an unreadable copy names is not known, so then nothing is swept.
    if (!addNamed(store, copyDatabase(store.folder, name), named)) return;
  }
  for (const kind of CONTENT_KINDS) {
    const contents = path.join(folder, CONTENT_FOLDERS[kind]);
    for (const hash of contentsIn(contents)) {
      if (!named[kind].has(hash)) fs.rmSync(path.join(contents, hash), { force: true });
    }
  }
}

/** How many copies the person keeps; nothing when that cannot be read. */
function ruleOf(database: WritableDatabase): Rule | undefined {
  try {
    const { copyDays, copyWeeks, copyMonths } = new SettingsStore(database).get();
    return { days: copyDays, weeks: copyWeeks, months: copyMonths };
  } catch {
    return undefined;
  }
}

function addNamed(store: Copied, file: string, named: Record<ContentKind, Set<string>>): boolean {
  try {
    const database = store.connect(file, true);
    try {
      for (const kind of CONTENT_KINDS) {
        for (const hash of hashesOf(database, kind)) named[kind].add(hash);
      }
    } finally {
      database.close();
    }
    return true;
  } catch {
    return false;
  }
}

/**
 * Whether a copy is due: the person wants daily ones, something is kept, and no copy was made since
 * the day began.
 */
export function isCopyDue(store: Copied, now = Date.now()): boolean {
  if (!new SettingsStore(store.database).get().dailyCopies) return false;
  const { conversations } = countsOf(store.database);
  if (conversations === 0) return false;
  const newest = listCopies(store.folder)[0];
  return !newest || new Date(newest.createdAt).toDateString() !== new Date(now).toDateString();
}
