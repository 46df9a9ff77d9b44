import fs from 'node:fs';
import path from 'node:path';
import { copyFromAny, moveInto } from './contentFiles';
import { hashOfFile } from '../store/files';
import type { BackupFaults } from './checkBackups';
import { copyNames, momentOfName, readRecord, writeRecord } from './backupRecord';
import { countsOf, keysOf, type Copied } from './backups';
import { databaseKey } from '../store/folders';
import { throwIfAborted, type Task } from '../../shared/task';

/** Result of a repair of backups. */
export interface RepairedBackups {
  readonly restored: number;
  readonly quarantined: number;
}

/**
 * Repairs a folder of backups: restores files from intact copies, moves aside damaged contents that have
 * none, and rewrites records that cannot be read or that count too few missing contents.
 *
 * @param sources absolute folders that may have the same files
 * @param aside absolute folder, on the same disk, for what is moved aside
 */
export async function repairBackups(
  store: Copied,
  { place, damaged, missing, databases, records }: BackupFaults,
  sources: readonly string[],
  aside: () => string,
  task: Task,
): Promise<RepairedBackups> {
  let restored = 0;
  let quarantined = 0;
  for (const key of [...damaged, ...missing]) {
    throwIfAborted(task.signal);
    const file = path.join(place, key);
    const from = sources.map((source) => path.join(source, key));
    if (await copyFromAny(from, file, path.basename(key))) restored += 1;
    else if (fs.existsSync(file)) {
      moveInto(file, path.join(aside(), path.dirname(key)));
      quarantined += 1;
    }
  }
  for (const name of databases) {
    throwIfAborted(task.signal);
    const hash = readRecord(place, name)?.databaseHash;
    if (hash === undefined) continue;
    const from = sources.map((source) => path.join(source, databaseKey(name)));
    if (await copyFromAny(from, path.join(place, databaseKey(name)), hash)) restored += 1;
  }
  for (const name of records) {
    // A backup of the same name elsewhere is a copy of this one.
    const record = sources.map((source) => readRecord(source, name)).find((one) => one);
    if (record) writeRecord(path.join(place, name), record);
    if (record || (await renewRecord(store, place, name))) restored += 1;
  }
  if (damaged.length + missing.length > 0) {
    for (const name of copyNames(place)) recount(store, place, name);
  }
  return { restored, quarantined };
}

/** Rewrites the record of a backup from its name and its database. */
async function renewRecord(store: Copied, place: string, name: string): Promise<boolean> {
  const file = path.join(place, databaseKey(name));
  const keys = keysOf(store, file);
  if (!keys) return false;
  const database = store.connect(file, true);
  try {
    const missing = keys.filter((key) => !fs.existsSync(path.join(place, key))).length;
    const databaseHash = await hashOfFile(file);
    const createdAt = momentOfName(name);
    const record = { createdAt, reason: 'daily' as const, ...countsOf(database), missing };
    writeRecord(path.join(place, name), { ...record, databaseHash });
    return true;
  } finally {
    database.close();
  }
}

/** Updates the number of missing contents in the record of a backup. */
function recount(store: Copied, place: string, name: string): void {
  const record = readRecord(place, name);
  const keys = record && keysOf(store, path.join(place, databaseKey(name)));
  if (!keys) return;
  const missing = keys.filter((key) => !fs.existsSync(path.join(place, key))).length;
  if (missing !== record.missing) writeRecord(path.join(place, name), { ...record, missing });
}
