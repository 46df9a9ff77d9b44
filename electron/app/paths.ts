import { app } from 'electron';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { conventionalFolders } from './platformFolders';
import { isForeign, ownWithin } from '../store/ownership';
import { dataFolderOf } from '../store/location';

/** What set-up records about the Electron that it fetched (`build/setup/places.mjs` writes it). */
interface ElectronRuntime {
  readonly origin: 'electron' | 'fallback';
  readonly sqlite: string;
}

/** Absolute folders and files of the program. */
export interface AppPaths {
  readonly data: string;
  /** Where data is looked for first; it records where the data was moved. */
  readonly home: string;
  /**
   * The folder that the person named, if it holds other things: then nothing is written there, and all
   * folders are temporary until the person has chosen.
   */
  readonly foreign: string | undefined;
  /** Caches that can be rebuilt. */
  readonly cache: string;
  readonly logs: string;
  /** Folder of everything compiled. */
  readonly out: string;
  readonly renderer: string;
  readonly preload: string;
  /** Compiled processes: of the model, of pictures, of the check of all data, of files to import. */
  readonly worker: string;
  readonly pictures: string;
  readonly check: string;
  /** The compiled process of conversions, and the graphs that they begin with. */
  readonly convert: string;
  readonly skeletons: string;
  readonly importer: string;
  /** The embedded package, or the one that `METAMORPH_PACKAGE` names. */
  readonly package: string;
  /** Folder of better-sqlite3; undefined for the installed one. */
  readonly sqlite: string | undefined;
  readonly electronOrigin: 'electron' | 'fallback';
}

/** The value of `--data DIR` or `--data=DIR`. */
function dataArgument(args: readonly string[]): string | undefined {
  const index = args.findIndex((word) => word === '--data' || word.startsWith('--data='));
  const word = args[index];
  return word === '--data' ? args[index + 1] : word?.slice('--data='.length);
}

const temporaryHome = (): string => fs.mkdtempSync(path.join(os.tmpdir(), 'metamorph-asking-'));

/** The running Electron and its SQLite, if they are not those of the lockfile. */
function runtimeOfHere(): Partial<ElectronRuntime> {
  if (app.isPackaged) {
    // A development build contains the SQLite for the older Electron, see `build/packaging`.
    const sqlite = path.join(process.resourcesPath, 'development/node_modules/better-sqlite3');
    return fs.existsSync(sqlite) ? { origin: 'fallback', sqlite } : {};
  }
  try {
    const file = path.join(app.getAppPath(), '.cache', 'electron', 'runtime.json');
    return JSON.parse(fs.readFileSync(file, 'utf8')) as ElectronRuntime;
  } catch {
    return {};
  }
}

/** Finds all paths; `METAMORPH_DATA`, `METAMORPH_PACKAGE` and `METAMORPH_SQLITE` take precedence. */
export function findPaths(): AppPaths {
  const { METAMORPH_DATA, METAMORPH_PACKAGE, METAMORPH_SQLITE } = process.env;
  const given = dataArgument(process.argv) ?? METAMORPH_DATA;
  const named = given ? ownWithin(path.resolve(given)) : undefined;
  const foreign = named !== undefined && isForeign(named) ? named : undefined;
  const home = foreign ? temporaryHome() : (named ?? app.getPath('userData'));
  const data = dataFolderOf(home);
  const out = path.join(app.getAppPath(), 'out');
  const runtime = runtimeOfHere();
  // Like native code, other graphs by a variable of the environment are for checkouts only.
  const skeletons = app.isPackaged ? undefined : process.env['METAMORPH_SKELETONS'];
  const usual = conventionalFolders({
    platform: process.platform,
    env: process.env,
    home: os.homedir(),
    name: app.getName(),
  });
  const embedded = app.isPackaged
    ? path.join(process.resourcesPath, 'package')
    : path.join(app.getAppPath(), 'models', 'package');
  return {
    data,
    home,
    foreign,
    cache: given ? path.join(home, 'window') : usual.cache,
    logs: given ? path.join(data, 'logs') : usual.logs,
    out,
    renderer: path.join(out, 'renderer'),
    preload: path.join(out, 'preload.cjs'),
    worker: path.join(out, 'worker.js'),
    pictures: path.join(out, 'pictures.js'),
    check: path.join(out, 'check.js'),
    convert: path.join(out, 'convert.js'),
    skeletons: path.resolve(skeletons ?? path.join(out, 'skeletons')),
    importer: path.join(out, 'import.js'),
    package: METAMORPH_PACKAGE ? path.resolve(METAMORPH_PACKAGE) : embedded,
    // Only a checkout loads native code named by an environment variable.
    sqlite: (app.isPackaged ? undefined : METAMORPH_SQLITE) ?? runtime.sqlite,
    electronOrigin: runtime.origin ?? 'electron',
  };
}
