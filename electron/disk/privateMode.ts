/**
 * Modes of what the studio keeps: conversations, pictures and logs are their owner's alone. Windows
 * knows no such modes; there the folders of each account are closed to others.
 */
import fs from 'node:fs';

export const PRIVATE_FOLDER = 0o700;
export const PRIVATE_FILE = 0o600;

/** Makes a folder, with those above it that are missing, for its owner alone. */
export function makePrivateFolder(folder: string): void {
  fs.mkdirSync(folder, { recursive: true, mode: PRIVATE_FOLDER });
}

/** Takes the rights of others off a file or folder that was made with them; a link is left as it is. */
export function makePrivate(place: string): void {
  if (process.platform === 'win32') return;
  const found = fs.lstatSync(place, { throwIfNoEntry: false });
  if (!found || found.isSymbolicLink() || (found.mode & 0o077) === 0) return;
  try {
    fs.chmodSync(place, found.mode & 0o700);
  } catch {
    // A disk without modes, or one that belongs to somebody else: nothing can be done here.
  }
}

/** Whether others may look into a folder. */
export function isOpenToOthers(folder: string): boolean {
  if (process.platform === 'win32') return false;
  const found = fs.lstatSync(folder, { throwIfNoEntry: false });
  return found?.isDirectory() === true && (found.mode & 0o077) !== 0;
}

/** Makes a file that is not there, empty and for its owner alone: SQLite itself asks for no mode. */
export function makePrivateFile(file: string): void {
  try {
    // Closing a file that was there would take away the locks that this process holds on it.
    fs.closeSync(fs.openSync(file, 'wx', PRIVATE_FILE));
  } catch {
    // It is there, or whoever opens it is told why it cannot be.
  }
}
