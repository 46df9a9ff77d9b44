import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { sentence } from '../../../shared/words/sentence';
import { DATABASE, openStore, type Store } from '../../store/open';
import { dataFolderOf } from '../../store/safety/location';
import { CommandError, EXIT } from '../error';

/** Name of the program's folder among those of all programs. */
const PROGRAM = 'metamorph-studio';

/**
 * The data folder that was given, or where its data was moved; the program's own when none was.
 *
 * @throws CommandError (exit 3) when the folder that the data was moved to is not there
 */
export const dataFolder = (given: string | undefined): string =>
  given === undefined ? ownDataFolder() : followed(given);

/** The data folder that the program uses when it is told no other. */
export function ownDataFolder(env: NodeJS.ProcessEnv = process.env): string {
  return followed(firstDataFolder(env));
}

function followed(home: string): string {
  const folder = dataFolderOf(home);
  // An empty one in its place would look like the loss of everything.
  if (folder === home || fs.existsSync(folder)) return folder;
  throw new CommandError(EXIT.input, sentence('opening.movedAway', { path: folder }));
}

function firstDataFolder(env: NodeJS.ProcessEnv): string {
  if (env['METAMORPH_DATA']) return path.resolve(env['METAMORPH_DATA']);
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
 * Opens the store of a data folder beside the program, which may have it open.
 *
 * @throws CommandError (exit 3) when there is none, StoreError when it cannot be opened
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
