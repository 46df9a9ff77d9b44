import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { t } from '../../../shared/i18n/translate';
import { connect, loadDriver, type WritableDatabase } from '../../store/connection';
import { Images } from '../../store/images';
import { NEWEST_SCHEMA, schemaVersionOf } from '../../store/migrations/migrate';
import { DATABASE, openStore, type Store } from '../../store/open';
import { claim, isOurs, ownWithin, refuseForeign } from '../../store/ownership';
import { dataFolderOf } from '../../store/location';
import { syncedWarning } from '../../store/diskKind';
import { CommandError, EXIT } from '../error';

/** Name of the program's folder among those of all programs. */
const PROGRAM = 'metamorph-studio';

/**
 * The data folder that was given, or where its data was moved; the program's own when none was.
 *
 * @throws CommandError (exit 3) when the folder that the data was moved to is not there
 */
export const dataFolder = (given: string | undefined): string => followed(firstFolder(given));

/** The folder that is looked into first; `METAMORPH_DATA` stands in for one that was not given. */
function firstFolder(given: string | undefined): string {
  const { METAMORPH_DATA } = process.env;
  const named = given ?? (METAMORPH_DATA ? path.resolve(METAMORPH_DATA) : undefined);
  return named === undefined ? programFolder() : ownWithin(named);
}

function followed(home: string): string {
  const folder = dataFolderOf(home);
  // An empty one in its place would look like the loss of everything.
  if (folder === home || fs.existsSync(folder)) return folder;
  throw new CommandError(EXIT.input, t('opening.movedAway', { path: folder }));
}

/** The data folder that the program uses when it is told no other. */
function programFolder(): string {
  const { env } = process;
  const home = os.homedir();
  if (process.platform === 'win32') {
    return path.join(env['APPDATA'] ?? path.join(home, 'AppData', 'Roaming'), PROGRAM);
  }
  if (process.platform === 'darwin') {
    return path.join(home, 'Library', 'Application Support', PROGRAM);
  }
  return path.join(env['XDG_CONFIG_HOME'] ?? path.join(home, '.config'), PROGRAM);
}

/** Tells a person whose data folder is copied to other computers what may come of it. */
export function warnSynced(folder: string, err: (text: string) => void): void {
  const warning = syncedWarning(folder);
  if (warning) err(`${warning}\n`);
}

/** Whether a data folder has conversations that can be opened. */
export const hasStore = (folder: string): boolean => fs.existsSync(path.join(folder, DATABASE));

/**
 * The data folder that a command may write to.
 *
 * @throws CommandError (exit 3) when its data was moved and is not there, AppError (exit 3) when it
 *   holds other things than the studio's
 */
export function folderToWrite(given: string | undefined): string {
  const first = firstFolder(given);
  const folder = dataFolderOf(first);
  if (folder !== first && !isOurs(folder)) {
    throw new CommandError(EXIT.input, t('opening.movedAway', { path: folder }));
  }
  if (folder !== programFolder()) refuseForeign(folder);
  return folder;
}

/**
 * Opens the store of a data folder, which is made when it is missing.
 *
 * @param beside whether the program may have it open
 * @throws what {@link folderToWrite} throws; AppError when it cannot be opened
 */
export function openOrMake(given: string | undefined, beside: boolean): Store {
  const folder = folderToWrite(given);
  // What a start that was killed left in the program's own folder is no other program's.
  if (folder === programFolder() && !isOurs(folder)) claim(folder);
  return openStore({ folder, beside });
}

/**
 * Opens the store of a data folder beside the program, which may have it open.
 *
 * @throws CommandError (exit 3) when there is none, AppError when it cannot be opened
 */
export function openExisting(folder: string): Store {
  refuseNone(folder);
  return openStore({ folder, beside: true });
}

/**
 * The same for a command that only reads: data of an older program, which may have it open, is brought
 * to the newest schema in a copy of its database.
 *
 * @throws as {@link openExisting}
 */
export function openToRead(folder: string): Store {
  refuseNone(folder);
  if (!isOlder(folder)) return openStore({ folder, beside: true });
  const place = fs.mkdtempSync(path.join(os.tmpdir(), `${PROGRAM}-`));
  try {
    copyOlder(folder, place);
    const store = openStore({ folder: place, beside: true, copied: true });
    const close = (): void => {
      store.close();
      fs.rmSync(place, { recursive: true, force: true });
    };
    return { ...store, folder, images: new Images(store.database, folder), close };
  } catch (error) {
    fs.rmSync(place, { recursive: true, force: true });
    throw error;
  }
}

function refuseNone(folder: string): void {
  if (hasStore(folder)) return;
  throw new CommandError(
    EXIT.input,
    `There are no conversations in ${folder}: give the studio's data folder after --data.`,
  );
}

function isOlder(folder: string): boolean {
  return read(folder, (database) => {
    const version = schemaVersionOf(database);
    return version > 0 && version < NEWEST_SCHEMA;
  });
}

function copyOlder(folder: string, to: string): void {
  read(folder, (database) => void database.run('VACUUM INTO ?', path.join(to, DATABASE)));
}

/** Looks into the database of a folder; one that cannot be looked into is refused by its opening. */
function read<Result>(folder: string, look: (database: WritableDatabase) => Result): Result {
  const file = path.join(folder, DATABASE);
  const database = connect({ driver: loadDriver(undefined), file, readonly: true });
  try {
    return look(database);
  } finally {
    database.close();
  }
}
