import path from 'node:path';
import { runCommand } from './command.mjs';
import { ROOT, nodeExecutable } from './places.mjs';

/**
 * Words by which electron-builder takes an Electron that is no release of it.
 *
 * @param {import('./places.mjs').ElectronRuntime} runtime
 * @returns {string[]}
 */
export function wordsForElectron({ executable, version, origin }) {
  if (origin !== 'fallback') return [];
  return [`-c.electronDist=${path.dirname(executable)}`, `-c.electronVersion=${version}`];
}

/**
 * Packs the program.
 *
 * @param {string} configuration a file of `build/`
 * @param {string[]} words
 * @returns {Promise<number>} electron-builder's exit code
 */
export async function runBuilder(configuration, words) {
  const script = path.join(ROOT, 'node_modules', 'electron-builder', 'cli.js');
  const config = path.posix.join('build', configuration);
  const { code } = await runCommand(nodeExecutable(), [script, '--config', config, ...words], {
    output: 'inherit',
  });
  return code;
}
