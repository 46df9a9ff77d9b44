import fs from 'node:fs';
import path from 'node:path';
import { provide } from '../fallback/provide.mjs';
import { runCommand } from './command.mjs';
import { CACHE, ROOT } from './places.mjs';
import { isStamped, takeStamp, writeStamp } from './stamps.mjs';

const REQUIREMENTS = 'models/requirements-test.txt';
const ENVIRONMENT = path.join(CACHE, 'venv');
const SCRIPTS = path.join(ENVIRONMENT, process.platform === 'win32' ? 'Scripts' : 'bin');

/** Succeeds where Python is new enough and can make virtual environments. */
const PROBE = 'import sys, venv, ensurepip; sys.exit(0 if sys.version_info >= (3, 11) else 1)';

/**
 * A tool of the virtual environment.
 *
 * @param {string} name
 */
export function pythonTool(name) {
  return path.join(SCRIPTS, process.platform === 'win32' ? `${name}.exe` : name);
}

/**
 * Step: a virtual environment with what the checks of `models/` need.
 *
 * @returns {Promise<string | undefined>} why there is none, as one sentence; nothing when it is ready
 */
export async function preparePython() {
  const inputs = [REQUIREMENTS];
  if (isStamped('python', inputs) && fs.existsSync(pythonTool('python'))) return undefined;
  let python = await findPython();
  if (!python) {
    await provide('python');
    python = await findPython();
  }
  if (!python) return 'Python 3.11 or newer with venv and pip was not found';
  const stamp = takeStamp(inputs);
  fs.rmSync(ENVIRONMENT, { recursive: true, force: true });
  const made = await runCommand(python, ['-m', 'venv', ENVIRONMENT], { output: 'quiet' });
  if (made.code !== 0) return `Python could not make a virtual environment: ${made.output.trim()}`;
  const { code, output } = await runCommand(
    pythonTool('python'),
    ['-m', 'pip', 'install', '--quiet', '-r', path.join(ROOT, REQUIREMENTS)],
    { output: 'quiet' },
  );
  if (code !== 0) return `pip could not install ${REQUIREMENTS}: ${output.trim()}`;
  writeStamp('python', stamp);
  return undefined;
}

/** @returns {Promise<string | undefined>} a command that starts a fitting Python */
async function findPython() {
  for (const name of ['python3', 'python']) {
    const { code } = await runCommand(name, ['-c', PROBE], { output: 'quiet' });
    if (code === 0) return name;
  }
  return undefined;
}
