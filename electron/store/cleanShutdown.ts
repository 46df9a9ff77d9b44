/**
 * What a database was like when it was closed in order. A file that is still the same needs no check
 * before the window is shown; the mark is gone while the database is open, so that a crash leaves none.
 */
import fs from 'node:fs';
import path from 'node:path';
import { syncFolder } from './files';
import { PRIVATE_FILE } from './privateMode';

const markOf = (file: string): string => `${file}.closed`;

/** What changes with a file: size (bytes), times (nanoseconds) and place of a database. */
function identityOf(file: string): string | undefined {
  const found = fs.statSync(file, { bigint: true, throwIfNoEntry: false });
  return found && [found.size, found.mtimeNs, found.ctimeNs, found.ino].join(' ');
}

/** Whether something was written that was not folded into a database yet. */
const hasLog = (file: string): boolean =>
  (fs.statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0;

/**
 * Notes what a database that was found whole is like, right after it was closed. Nothing is noted
 * where others have it open; without a mark the next opening checks, so a failure is no error.
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

/** Takes the mark away before a database is written to; it stays away through a loss of power. */
export function unmark(file: string): void {
  if (!fs.existsSync(markOf(file))) return;
  fs.rmSync(markOf(file));
  syncFolder(path.dirname(file));
}
