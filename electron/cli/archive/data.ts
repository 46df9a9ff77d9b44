import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { t } from '../../../shared/i18n/translate';
import { DATABASE, openStore, type Store } from '../../store/open';
import { claim, isOurs, ownWithin, refuseForeign } from '../../store/ownership';
import { dataFolderOf } from '../../store/location';
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
  if (!hasStore(folder)) {
    throw new CommandError(
      EXIT.input,
      `There are no conversations in ${folder}: give the studio's data folder after --data.`,
    );
  }
  return openStore({ folder, beside: true });
}
