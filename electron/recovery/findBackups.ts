import fs from 'node:fs';
import path from 'node:path';
import type { Backup } from '../../shared/ipc/recovery';
import { listBackups } from './backupRecord';

/** A folder of backups that was found. */
export interface FoundBackups {
  /** Absolute. */
  readonly folder: string;
  /** The newest first. */
  readonly copies: Backup[];
}

/**
 * The folder of backups that a person means: the picked one, or one directly inside it, as in a second
 * place or a data folder. Of several, the one with the newest backup.
 *
 * @param picked absolute folder
 */
export function findBackups(picked: string): FoundBackups | undefined {
  return [picked, ...foldersIn(picked)]
    .map((folder) => ({ folder, copies: readable(folder) }))
    .filter(({ copies }) => copies.length > 0)
    .toSorted((a, b) => (b.copies[0]?.createdAt ?? 0) - (a.copies[0]?.createdAt ?? 0))[0];
}

function foldersIn(folder: string): string[] {
  try {
    const entries = fs.readdirSync(folder, { withFileTypes: true });
    return entries.filter((one) => one.isDirectory()).map(({ name }) => path.join(folder, name));
  } catch {
    return [];
  }
}

function readable(folder: string): Backup[] {
  try {
    return listBackups(folder);
  } catch {
    // Somebody else's folder.
    return [];
  }
}
