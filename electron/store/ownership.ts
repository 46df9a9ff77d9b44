/**
 * Whether a folder is the studio's. It puts its files only into folders that it made, that were empty,
 * or that hold a database of its own; a folder with other things in it is left as it is.
 */
import fs from 'node:fs';
import path from 'node:path';
import { t } from '../../shared/i18n/translate';
import { AppError } from '../../shared/ipc/errors';
import { readMoved } from './location';
import { afterStamp, quarantineFolder, backupsFolder } from './folders';
import { makePrivateFolder, PRIVATE_FILE } from '../disk/privateMode';

/** File of the conversations within the data folder. */
export const DATABASE = 'studio.db';

/** Folder that is made for the data within a folder that holds other things. */
export const OWN_FOLDER = 'MetaMorph Studio';

/** File that marks the folder as the studio's. Its name begins like the database's, to move with it. */
export const MARKER = `${DATABASE}.folder`;
const SAYS = 'MetaMorph Studio keeps its conversations and pictures in this folder.\n';

/** A database and the files beside it while it is open, or that record how it was closed. */
const OF_DATABASE = /^studio\.db(-wal|-shm|-journal|\.closed|\.open-alone)?$/;
/** A database that was set aside, and the copies that migrations made. */
const FORMER = /^studio\.db\.(damaged-\d{17}|version\d+)$/;
const MAGIC = 'SQLite format 3\0';
/** What follows the moment in the names of copies, and of what was moved aside. */
const STAMPED: readonly unknown[] = ['', '-damaged', '-repair'];

/** What operating systems and file managers put into any folder on their own. */
const OF_SYSTEM =
  /^(\.DS_Store|\._.*|\.localized|\.fseventsd|\.Spotlight-V100|\.Trashes|\.TemporaryItems|\.DocumentRevisions-V100|\.directory|\.Trash-\d+|desktop\.ini|(eh)?thumbs\.db|\$RECYCLE\.BIN|System Volume Information|lost\+found)$/i;

/** Whether a name in a data folder is of its database, of what belongs to that, or the mark. */
export const isOwnBeside = (name: string): boolean =>
  name === MARKER || OF_DATABASE.test(name) || FORMER.test(name);

/** Whether a name is that of a file which a system or file manager puts into any folder. */
export const isOfSystem = (name: string): boolean => OF_SYSTEM.test(name);

/** Whether a folder is the studio's: by its mark, its database or the record of a move. */
export function isOurs(folder: string): boolean {
  return (
    fs.existsSync(path.join(folder, MARKER)) ||
    hasDatabase(folder) ||
    readMoved(folder) !== undefined ||
    namesIn(folder).some((name) => FORMER.test(name)) ||
    [backupsFolder(folder), quarantineFolder(folder)].some((place) =>
      namesIn(place).some((name) => STAMPED.includes(afterStamp(name))),
    )
  );
}

/** Whether a folder holds something, but nothing that makes it the studio's. */
export const isForeign = (folder: string): boolean =>
  namesIn(folder).some((name) => !isOfSystem(name)) && !isOurs(folder);

/** @throws AppError `input` for a folder that holds something, but nothing that makes it the studio's */
export function refuseForeign(folder: string): void {
  if (!isForeign(folder)) return;
  const own = path.join(folder, OWN_FOLDER);
  throw new AppError('input', t('store.foreignFolder', { path: folder, own }));
}

/**
 * Makes a data folder if necessary and marks it as the studio's. Where no mark can be written, the
 * database serves as the mark.
 */
export function claim(folder: string): void {
  makePrivateFolder(folder);
  const marker = path.join(folder, MARKER);
  if (fs.existsSync(marker)) return;
  try {
    fs.writeFileSync(marker, SAYS, { flag: 'wx', flush: true, mode: PRIVATE_FILE });
  } catch {
    // A full disk, or a folder that can only be read.
  }
}

/** Removes the mark from a folder that the studio's data has left. */
export function unclaim(folder: string): void {
  const marker = path.join(folder, MARKER);
  const found = fs.lstatSync(marker, { throwIfNoEntry: false });
  if (found?.isFile() && fs.readFileSync(marker, 'utf8') === SAYS) fs.rmSync(marker);
}

/** The folder to use for one that the person named: the studio's own within it where it is foreign. */
export function ownWithin(folder: string): string {
  const own = path.join(folder, OWN_FOLDER);
  return isForeign(folder) && isOurs(own) ? own : folder;
}

/** A damaged database is recognised by the folders of every store, or by being alone. */
function hasDatabase(folder: string): boolean {
  const file = path.join(folder, DATABASE);
  const found = fs.statSync(file, { throwIfNoEntry: false });
  if (!found?.isFile()) return false;
  if (found.size === 0 || beginOf(file) === MAGIC) return true;
  return (
    ['images', 'tokens'].every((name) => fs.existsSync(path.join(folder, name))) ||
    namesIn(folder).every((name) => isOfSystem(name) || OF_DATABASE.test(name))
  );
}

function beginOf(file: string): string {
  try {
    const descriptor = fs.openSync(file, 'r');
    try {
      const begin = Buffer.alloc(MAGIC.length);
      fs.readSync(descriptor, begin, 0, begin.length, 0);
      return begin.toString('latin1');
    } finally {
      fs.closeSync(descriptor);
    }
  } catch {
    return '';
  }
}

function namesIn(folder: string): string[] {
  try {
    return fs.readdirSync(folder);
  } catch {
    // It does not exist or cannot be read, which fails later, with a message, when it is written to.
    return [];
  }
}
