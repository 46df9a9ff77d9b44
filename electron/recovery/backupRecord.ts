/** The backups of a folder of backups, as their records tell of them. */
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import type { z } from 'zod';
import { hashSchema } from '../../shared/message';
import { backupNameSchema, backupRecordSchema, type Backup } from '../../shared/ipc/recovery';
import { hashOf } from '../store/files';
import { filesIn, foldersIn, isUnfinishedName, removeOwn } from '../store/ownFiles';
import { CONTENT_FOLDERS, databaseKey } from '../store/folders';
import { PRIVATE_FILE } from '../store/privateMode';
/** Files of a backup within its folder. */
const RECORD = 'copy.json';

export type BackupRecord = z.infer<typeof backupRecordSchema>;

/** Names of the backups in a folder of backups, of those without a readable record too. */
export function copyNames(place: string): string[] {
  if (!fs.existsSync(place)) return [];
  const isBackup = (name: string): boolean =>
    // What somebody else put into the folder of a backup that was removed is none.
    [path.join(name, RECORD), databaseKey(name)].some((key) =>
      fs.existsSync(path.join(place, key)),
    );
  return fs
    .readdirSync(place)
    .filter((name) => backupNameSchema.safeParse(name).success && isBackup(name));
}

/** A record as its file holds it: with its own hash, unless an older program wrote it. */
const keptSchema = backupRecordSchema.extend({ hash: hashSchema.optional() });

const hashOfRecord = (record: BackupRecord): string =>
  hashOf(new TextEncoder().encode(JSON.stringify(record)));

/** The record of a backup; nothing where it cannot be read, or is not what was written. */
export function readRecord(place: string, name: string): BackupRecord | undefined {
  try {
    const json: unknown = JSON.parse(fs.readFileSync(path.join(place, name, RECORD), 'utf8'));
    const { hash, ...record } = keptSchema.parse(json);
    return hash === undefined || hash === hashOfRecord(record) ? record : undefined;
  } catch {
    return undefined;
  }
}

/** Writes the record of a backup, in the place of the one that is there. */
export function writeRecord(folder: string, record: BackupRecord): void {
  const file = path.join(folder, RECORD);
  const temporary = `${file}.${randomBytes(4).toString('hex')}.tmp`;
  // In the order in which it is read again.
  const kept = backupRecordSchema.parse(record);
  const text = JSON.stringify({ ...kept, hash: hashOfRecord(kept) });
  fs.writeFileSync(temporary, text, { flush: true, mode: PRIVATE_FILE });
  fs.renameSync(temporary, file);
}

/** Backups with a readable record, the newest first. */
export function listBackups(place: string): Backup[] {
  return copyNames(place)
    .flatMap((name) => {
      const record = readRecord(place, name);
      return record ? [{ ...record, name }] : [];
    })
    .toSorted((a, b) => b.createdAt - a.createdAt);
}

/** The moment in the name of a backup (milliseconds since 1970). */
export const momentOfName = (name: string): number =>
  Date.parse(name.replace(/T(\d\d)-(\d\d)-(\d\d)-(\d+)Z$/, 'T$1:$2:$3.$4Z'));

/** End of the name of a backup that is being made. */
export const PARTIAL = '.partial';
const isPartial = (name: string): boolean =>
  name.endsWith(PARTIAL) && backupNameSchema.safeParse(name.slice(0, -PARTIAL.length)).success;

/** Files that look into a backup, which lie beside it while they are read. */
export const LOOK = '.look-';
const LOOKS = /^\.look-[0-9a-f]{12}\.db(-journal|-wal|-shm)?$/;
/** No look into a backup takes longer than this (milliseconds). */
const LOOK_LASTS = 60 * 60 * 1000;

const OF_COPY = /^(studio\.db(-journal|-wal|-shm)?|copy\.json)(\.[0-9a-f]{8}\.tmp)?$/;

/** Removes a backup, its record last; what somebody else put into its folder stays. */
export function removeBackup(folder: string): void {
  removeOwn(folder, (name) => name !== RECORD && OF_COPY.test(name));
  removeOwn(folder, (name) => name === RECORD);
}

/** Removes what backups that were killed left behind: only one is made at a time. */
export function sweepPartial(place: string): void {
  const before = Date.now() - LOOK_LASTS;
  for (const name of foldersIn(place, isPartial)) removeBackup(path.join(place, name));
  for (const name of filesIn(place, (one) => LOOKS.test(one))) {
    const file = path.join(place, name);
    // Somebody may look into a backup while another one is made.
    if (fs.lstatSync(file).mtimeMs < before) fs.rmSync(file, { force: true });
  }
  for (const folder of Object.values(CONTENT_FOLDERS)) {
    const contents = path.join(place, folder);
    for (const name of filesIn(contents, isUnfinishedName)) {
      fs.rmSync(path.join(contents, name), { force: true });
    }
  }
}
