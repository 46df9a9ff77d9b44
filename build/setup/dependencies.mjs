import fs from 'node:fs';
import path from 'node:path';
import { runCommand } from './command.mjs';
import { ROOT, readJson } from './places.mjs';
import { SetupError, say } from './report.mjs';
import { isStamped, takeStamp, writeStamp } from './stamps.mjs';

const INPUTS = ['package-lock.json', 'node_modules/.package-lock.json'];

/**
 * @typedef {{ version?: string, integrity?: string, optional?: boolean, link?: boolean }} Locked
 * @typedef {{ packages?: Record<string, Locked> }} Lockfile
 */

/**
 * Whether what npm says it installed is what the lockfile asks for.
 *
 * @param {Lockfile | undefined} wanted `package-lock.json`
 * @param {Lockfile | undefined} installed `node_modules/.package-lock.json`
 * @returns {boolean} optional packages of other platforms may be missing, nothing may differ
 */
export function matchesLockfile(wanted, installed) {
  const there = installed?.packages;
  if (!wanted?.packages || !there) return false;
  return Object.entries(wanted.packages).every(([place, { version, integrity, optional }]) => {
    if (place === '') return true;
    const found = there[place];
    if (!found) return optional === true;
    return found.version === version && found.integrity === integrity;
  });
}

/**
 * Step: `node_modules` holds exactly what the lockfile names.
 *
 * @returns {Promise<void>}
 * @throws {SetupError} when npm cannot install it
 */
export async function installDependencies() {
  if (isStamped('dependencies', INPUTS)) return;
  const [wanted, installed] = INPUTS.map(
    (file) => /** @type {Lockfile | undefined} */ (readJson(path.join(ROOT, file))),
  );
  if (!matchesLockfile(wanted, installed)) await runNpm();
  writeStamp('dependencies', takeStamp(INPUTS));
}

async function runNpm() {
  say('Installing the dependencies of the lockfile; this takes a minute or two.');
  const script = process.env.npm_execpath;
  const args = ['ci', '--loglevel=error', '--no-audit', '--no-fund'];
  const byScript = script !== undefined && script.endsWith('.js') && fs.existsSync(script);
  const { code } = await runCommand(
    byScript ? process.execPath : 'npm',
    byScript ? [script, ...args] : args,
    { env: { ONNXRUNTIME_NODE_INSTALL: 'skip' } },
  );
  if (code === 127) throw new SetupError('npm was not found: install Node 20 or newer with npm.');
  if (code !== 0) {
    throw new SetupError(
      'The dependencies could not be installed: see npm’s message above, check the connection ' +
        'to the package registry, and run the same command again.',
    );
  }
}
