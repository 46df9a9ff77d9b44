/** The backups of a folder of backups, according to their records. */
import fs from 'node:fs';
import path from 'node:path';
import type { z } from 'zod';
import { hashSchema } from '../../shared/message';
import { backupNameSchema, backupRecordSchema, type Backup } from '../../shared/ipc/recovery';
import { readJson, writeWhole } from '../disk/whole';
import { hashOf } from '../store/files';
import { filesIn, foldersIn, isUnfinishedName, removeOwn } from '../store/ownFiles';
import { CONTENT_FOLDERS, databaseKey } from '../store/folders';

/** Files of a backup within its folder. */
const RECORD = 'copy.json';

export type BackupRecord = z.infer<typeof backupRecordSchema>;

/** Names of the backups in a folder of backups, including those without a readable record. */
export function copyNames(place: string): string[] {
  if (!fs.existsSync(place)) return [];
  const isBackup = (name: string): boolean =>
    // The folder of a removed backup that holds somebody else's files is not a backup.
    [path.join(name, RECORD), databaseKey(name)].some((key) =>
      fs.existsSync(path.join(place, key)),
    );
  return fs
    .readdirSync(place)
    .filter((name) => backupNameSchema.safeParse(name).success && isBackup(name));
}

/** A record as stored: with its own hash, unless an older version wrote it. */
const keptSchema = backupRecordSchema.extend({ hash: hashSchema.optional() });

const hashOfRecord = (record: BackupRecord): string =>
  hashOf(new TextEncoder().encode(JSON.stringify(record)));

/** The record of a backup; nothing if it cannot be read or has changed. */
export function readRecord(place: string, name: string): BackupRecord | undefined {
  const kept = readJson(path.join(place, name, RECORD), keptSchema);
  if (!kept) return undefined;
  const { hash, ...record } = kept;
  return hash === undefined || hash === hashOfRecord(record) ? record : undefined;
}

/** Writes the record of a backup, replacing the one that is there. */
export function writeRecord(folder: string, record: BackupRecord): void {
  // In the order of keys in which it is read, since the hash depends on it.
  const kept = backupRecordSchema.parse(record);
  const text = JSON.stringify({ ...kept, hash: hashOfRecord(kept) });
  // The name is made durable by the caller, since some disks of backups cannot.
  writeWhole(path.join(folder, RECORD), text, { durable: 'bytes' });
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

/** The time in the name of a backup (milliseconds since 1970). */
export const momentOfName = (name: string): number =>
  Date.parse(name.replace(/T(\d\d)-(\d\d)-(\d\d)-(\d+)Z$/, 'T$1:$2:$3.$4Z'));

/** Suffix of the name of a backup that is being made. */
export const PARTIAL = '.partial';
const isPartial = (name: string): boolean =>
  name.endsWith(PARTIAL) && backupNameSchema.safeParse(name.slice(0, -PARTIAL.length)).success;

/** Prefix of temporary databases beside a backup, used while somebody reads the backup. */
export const LOOK = '.look-';
const LOOKS = /^\.look-[0-9a-f]{12}\.db(-journal|-wal|-shm)?$/;
/** Nobody reads a backup for longer than this (milliseconds). */
const LOOK_LASTS = 60 * 60 * 1000;

const OF_COPY = /^(studio\.db(-journal|-wal|-shm)?|copy\.json)(\.[0-9a-f]{8}\.tmp)?$/;

/** Removes a backup, its record last; what somebody else put into its folder stays. */
export function removeBackup(folder: string): void {
  removeOwn(folder, (name) => name !== RECORD && OF_COPY.test(name));
  removeOwn(folder, (name) => name === RECORD);
}

/** Removes what interrupted backups left behind: only one is made at a time. */
export function sweepPartial(place: string): void {
  const before = Date.now() - LOOK_LASTS;
  for (const name of foldersIn(place, isPartial)) removeBackup(path.join(place, name));
  for (const name of filesIn(place, (one) => LOOKS.test(one))) {
    const file = path.join(place, name);
    // Somebody may be reading a backup while another one is made.
    if (fs.lstatSync(file).mtimeMs < before) fs.rmSync(file, { force: true });
  }
  for (const folder of Object.values(CONTENT_FOLDERS)) {
    const contents = path.join(place, folder);
    for (const name of filesIn(contents, isUnfinishedName)) {
      fs.rmSync(path.join(contents, name), { force: true });
    }
  }
}
