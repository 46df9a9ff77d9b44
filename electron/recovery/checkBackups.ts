import fs from 'node:fs';
import path from 'node:path';
import type { WritableDatabase } from '../store/connection';
import { faultOf } from '../store/integrityCheck';
import { SettingsStore } from '../store/settings';
import { hashOfFile, sizeOfFile } from '../store/files';
import { copyNames, readRecord, listBackups } from './backupRecord';
import { keysOf, type Copied } from './backups';
import { backupsFolder, databaseKey } from '../store/folders';
import { hashedFiles } from './scrub';
import { isAvailable } from './secondPlace';
import { throwIfAborted, type Task } from '../../shared/task';

/** The faults in one folder of backups; files by their keys, backups by their names. */
export interface BackupFaults {
  /** Absolute folder of backups. */
  readonly place: string;
  /** Contents whose bytes do not match their hash. */
  readonly damaged: readonly string[];
  /** Contents that backups refer to and that are gone, though they were there at first. */
  readonly missing: readonly string[];
  /** Backups whose database has changed since it was made. */
  readonly databases: readonly string[];
  /** Backups whose record cannot be read. */
  readonly records: readonly string[];
  /** Those of all these that can be repaired: keys and names. */
  readonly restorable: readonly string[];
}

/** Absolute folders of a store's backups: in its data folder, and the second place if it is available. */
export function placesOf({ folder, database }: Pick<Copied, 'folder' | 'database'>): string[] {
  const first = backupsFolder(folder);
  const second = secondOf(database);
  return [...(fs.existsSync(first) ? [first] : []), ...(second === null ? [] : [second])];
}

function secondOf(database: WritableDatabase): string | null {
  try {
    const { secondCopies } = new SettingsStore(database).get();
    return secondCopies && isAvailable(secondCopies) ? secondCopies.folder : null;
  } catch {
    // The database itself may be damaged.
    return null;
  }
}

/** Size of all files that {@link findBackupFaults} reads (bytes). */
export async function sizeOfCopied(places: readonly string[]): Promise<number> {
  let sum = 0;
  for (const place of places) {
    for (const { key } of hashedFiles(place)) sum += await sizeOfFile(path.join(place, key));
  }
  return sum;
}

interface Looked extends Omit<BackupFaults, 'restorable'> {
  /** Keys of what is intact. */
  readonly whole: ReadonlySet<string>;
}

/**
 * Checks all backups: the bytes of every content and database, and the records. It writes nothing.
 *
 * @param wholeHere keys of the intact contents of the data folder
 * @param read called with the number of bytes that were read
 * @returns the faults by folder, the keys of all that is intact in any of them, and the unchanged
 *   databases of backups, oldest first
 */
export async function findBackupFaults(
  store: Pick<Copied, 'connect'>,
  places: readonly string[],
  wholeHere: ReadonlySet<string>,
  task: Task,
  read: (size: number) => void,
): Promise<{
  readonly faults: BackupFaults[];
  readonly whole: ReadonlySet<string>;
  readonly sound: readonly string[];
}> {
  const looked: Looked[] = [];
  for (const place of places) looked.push(await openInZoom(store, place, task, read));
  const whole = new Set(looked.flatMap((one) => [...one.whole]));
  const faults = looked.map(({ whole: _, ...one }) => {
    const contents = [...one.damaged, ...one.missing];
    // A database that is intact in another place, and a record, which can be made from its database.
    const databases = one.databases.filter((name) => whole.has(databaseKey(name)));
    const restorable = [
      ...contents.filter((key) => wholeHere.has(key) || whole.has(key)),
      ...databases,
      ...one.records,
    ];
    return { ...one, restorable };
  });
  const sound = new Map<string, string>();
  for (const one of looked) {
    for (const { name, databaseHash } of listBackups(one.place)) {
      const key = databaseKey(name);
      const isSound = databaseHash !== undefined && one.whole.has(key);
      if (isSound) sound.set(name, path.join(one.place, key));
    }
  }
  const names = [...sound.keys()].sort();
  return { faults, whole, sound: names.flatMap((name) => sound.get(name) ?? []) };
}

async function openInZoom(
  store: Pick<Copied, 'connect'>,
  place: string,
  task: Task,
  read: (size: number) => void,
): Promise<Looked> {
  const whole = new Set<string>();
  const damaged: string[] = [];
  for (const { key, hash } of hashedFiles(place)) {
    throwIfAborted(task.signal);
    const file = path.join(place, key);
    if ((await hashOfFile(file)) === hash) whole.add(key);
    else damaged.push(key);
    read(await sizeOfFile(file));
  }
  const databases: string[] = [];
  const records: string[] = [];
  const missing = new Set<string>();
  for (const name of copyNames(place)) {
    const record = readRecord(place, name);
    if (!record) records.push(name);
    const key = databaseKey(name);
    const file = path.join(place, key);
    const sound =
      record?.databaseHash === undefined ? isSound(store, file) : !damaged.includes(key);
    const named = sound ? keysOf(store, file) : undefined;
    if (!named) {
      databases.push(name);
      continue;
    }
    const gone = named.filter((one) => !whole.has(one) && !damaged.includes(one));
    // The record says what was missing when the backup was made.
    if (gone.length > (record?.missing ?? gone.length)) gone.forEach((one) => missing.add(one));
  }
  const contents = damaged.filter((key) => !databases.some((name) => databaseKey(name) === key));
  return { place, whole, damaged: contents, missing: [...missing], databases, records };
}

/** Whether SQLite finds a database sound whose hash is not known. */
function isSound(store: Pick<Copied, 'connect'>, file: string): boolean {
  try {
    const database = store.connect(file, true);
    try {
      return faultOf(database) === undefined;
    } finally {
      database.close();
    }
  } catch {
    return false;
  }
}
