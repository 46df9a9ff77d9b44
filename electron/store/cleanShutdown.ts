/**
 * What a database was like when it was closed in order. A file that is still the same needs no check
 * before the window is shown. The mark is removed while the database is open, so a crash leaves none.
 */
import fs from 'node:fs';
import path from 'node:path';
import { PRIVATE_FILE } from '../disk/privateMode';
import { syncFolder } from '../disk/whole';

const markOf = (file: string): string => `${file}.closed`;

/** Identity of a database file: its size (bytes), times (nanoseconds) and inode. */
function identityOf(file: string): string | undefined {
  const found = fs.statSync(file, { bigint: true, throwIfNoEntry: false });
  return found && [found.size, found.mtimeNs, found.ctimeNs, found.ino].join(' ');
}

/** Whether the log holds something that is not in the database file yet. */
const hasLog = (file: string): boolean =>
  (fs.statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0;

/**
 * Records the identity of a sound database right after it was closed. Nothing is recorded
 * while others have it open; without a mark the next start checks, so a failure is not an error.
 *
 * @param file absolute path of the database
 */
export function markClosed(file: string): void {
  if (fs.existsSync(`${file}-wal`)) return;
  try {
    fs.writeFileSync(markOf(file), identityOf(file) ?? '', { flush: true, mode: PRIVATE_FILE });
  } catch {
    // A full disk, or a folder that is gone.
  }
}

/** Whether nothing touched a database since it was closed in order. */
export function isAsClosed(file: string): boolean {
  const noted = fs.existsSync(markOf(file)) ? fs.readFileSync(markOf(file), 'utf8') : undefined;
  return noted !== undefined && noted === identityOf(file) && !hasLog(file);
}

/** Removes the mark before a database is written to, so that a loss of power cannot bring it back. */
export function unmark(file: string): void {
  if (!fs.existsSync(markOf(file))) return;
  fs.rmSync(markOf(file));
  syncFolder(path.dirname(file));
}
