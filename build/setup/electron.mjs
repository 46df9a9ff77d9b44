import fs from 'node:fs';
import path from 'node:path';
import { provide } from '../fallback/provide.mjs';
import { runCommand } from './command.mjs';
import { CACHE, ROOT, RUNTIME_FILE, nodeExecutable, readJson, writeJson } from './places.mjs';
import { SetupError, say } from './report.mjs';

const PACKAGE = path.join(ROOT, 'node_modules', 'electron');
const DOWNLOAD_FOLDER = path.join(CACHE, 'electron', 'download');
/** A download without one new byte for so long (ms) is given up. */
const SILENCE_LIMIT = 20_000;

/**
 * The Electron that was set up, if it is still there and is the one the lockfile asks for.
 *
 * @returns {import('./places.mjs').ElectronRuntime | undefined}
 */
export function electronRuntime() {
  const runtime = /** @type {import('./places.mjs').ElectronRuntime | undefined} */ (
    readJson(RUNTIME_FILE)
  );
  if (!runtime || runtime.wanted !== wantedVersion()) return undefined;
  return [runtime.executable, runtime.sqlite].every((file) => fs.existsSync(file))
    ? runtime
    : undefined;
}

/**
 * Arguments that Electron needs on this machine, before those of the program.
 *
 * @returns {string[]} Chromium cannot sandbox a process of root, so only root goes without
 */
export function machineArguments() {
  // Chromium writes of buses and graphics that a machine lacks, as if something had failed.
  const args = ['--log-level=3'];
  if (process.platform === 'linux' && process.getuid?.() === 0) args.push('--no-sandbox');
  if (process.env.WAYLAND_DISPLAY && !process.env.DISPLAY) args.push('--ozone-platform=wayland');
  return args;
}

/**
 * Step: an Electron that runs here, recorded in `.cache/electron/runtime.json`.
 *
 * @returns {Promise<import('./places.mjs').ElectronRuntime>}
 * @throws {SetupError} when none can be had
 */
export async function prepareElectron() {
  const known = electronRuntime();
  if (known) return known;
  const wanted = wantedVersion();
  say(`Fetching Electron ${wanted}.`);
  if (await fetchElectron()) {
    const inside = fs.readFileSync(path.join(PACKAGE, 'path.txt'), 'utf8').trim();
    writeJson(RUNTIME_FILE, {
      executable: path.join(PACKAGE, 'dist', inside),
      version: wanted,
      wanted,
      origin: 'electron',
      sqlite: path.join(ROOT, 'node_modules', 'better-sqlite3'),
    });
  } else await provide('electron', wanted);
  const runtime = electronRuntime();
  if (!runtime) throw new SetupError(`Electron ${wanted} is not where it was put: try again.`);
  return runtime;
}

function wantedVersion() {
  const manifest = /** @type {{ version?: string } | undefined} */ (
    readJson(path.join(PACKAGE, 'package.json'))
  );
  return manifest?.version ?? '';
}

/**
 * Runs Electron's own install script and gives up when its download stands still.
 *
 * @returns {Promise<boolean>} whether it is there
 */
async function fetchElectron() {
  fs.mkdirSync(DOWNLOAD_FOLDER, { recursive: true });
  const stalled = new AbortController();
  let bytes = 0;
  let changed = Date.now();
  const watch = setInterval(() => {
    const now = folderSize(DOWNLOAD_FOLDER) + folderSize(path.join(PACKAGE, 'dist'));
    if (now !== bytes) [bytes, changed] = [now, Date.now()];
    else if (Date.now() - changed > SILENCE_LIMIT) stalled.abort();
  }, 1000);
  const { code } = await runCommand(nodeExecutable(), [path.join(PACKAGE, 'install.js')], {
    output: 'quiet',
    env: { TMPDIR: DOWNLOAD_FOLDER, TEMP: DOWNLOAD_FOLDER, TMP: DOWNLOAD_FOLDER },
    signal: stalled.signal,
  });
  clearInterval(watch);
  fs.rmSync(DOWNLOAD_FOLDER, { recursive: true, force: true });
  return code === 0;
}

/**
 * @param {string} folder
 * @returns {number} bytes of all files in it, 0 when it is not there
 */
function folderSize(folder) {
  try {
    return fs
      .readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map((name) => fs.statSync(path.join(folder, name)))
      .reduce((sum, info) => sum + (info.isFile() ? info.size : 0), 0);
  } catch {
    // A file was renamed between the listing and the look: the next second sees it.
    return -1;
  }
}
