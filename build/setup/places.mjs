import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the repository. */
export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** Everything that set-up fetches or remembers; ignored by git, safe to delete. */
export const CACHE = path.join(ROOT, '.cache');

/** Where the Electron to run is recorded; its form is {@link ElectronRuntime}. */
export const RUNTIME_FILE = path.join(CACHE, 'electron', 'runtime.json');

/**
 * The Electron that was set up.
 *
 * @typedef {object} ElectronRuntime
 * @property {string} executable absolute path of the program
 * @property {string} version version of Electron
 * @property {string} wanted version that the lockfile asks for
 * @property {'electron' | 'fallback'} origin the real one, or the older one from a package
 * @property {string} sqlite absolute path of the better-sqlite3 folder that fits it
 */

/**
 * The Node that the lockfile brings, or the running one where the platform has none.
 *
 * @returns {string} absolute path of an executable
 */
export function nodeExecutable() {
  const names = [
    `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`,
    `node-bin-${process.platform}-${process.arch}`,
  ];
  const file = process.platform === 'win32' ? 'node.exe' : 'node';
  const found = names
    .map((name) => path.join(ROOT, 'node_modules', name, 'bin', file))
    .find((candidate) => fs.existsSync(candidate));
  return found ?? process.execPath;
}

/**
 * @param {string} file
 * @returns {unknown} the parsed JSON, or undefined when there is no such file or it is damaged
 */
export function readJson(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/**
 * Writes JSON whole or not at all.
 *
 * @param {string} file
 * @param {unknown} value
 */
export function writeJson(file, value) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}.tmp`;
  fs.writeFileSync(temporary, `${JSON.stringify(value, null, 2)}\n`);
  fs.renameSync(temporary, file);
}
