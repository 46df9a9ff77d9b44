import path from 'node:path';
import fs from 'node:fs';
import { runCommand } from './command.mjs';
import { ROOT, nodeExecutable } from './places.mjs';
import { SetupError, say } from './report.mjs';
import { isStamped, takeStamp, writeStamp } from './stamps.mjs';

/** @typedef {'program' | 'window' | 'licences' | 'bench' | 'driven'} Bundle */

/**
 * What is compiled, from which inputs, into what.
 *
 * @type {Record<Bundle, { inputs: string[], result: string }>}
 */
const BUNDLES = {
  program: {
    inputs: [
      'electron',
      'shared',
      'renderer/views/frames/read',
      'build/setup/compile.mjs',
      'package-lock.json',
    ],
    result: 'out/main.js',
  },
  window: {
    inputs: ['renderer', 'shared', 'vite.config.ts', 'package-lock.json'],
    result: 'out/renderer/index.html',
  },
  licences: {
    inputs: [
      'out/modules',
      'build/setup/licences.mjs',
      'package-lock.json',
      'models/LICENSES.md',
      'models/package/manifest.json',
    ],
    result: 'out/licences.json',
  },
  bench: {
    inputs: ['electron', 'shared', 'build/setup/compile.mjs', 'package-lock.json'],
    result: 'out/bench.js',
  },
  driven: {
    inputs: ['electron', 'shared', 'build/setup/compile.mjs', 'package-lock.json'],
    result: 'out/driven/main.js',
  },
};

/** What is said of a bundle whose name makes no sentence. */
const SENTENCES = /** @type {Partial<Record<Bundle, string>>} */ ({
  licences: 'Collecting the licences.',
  driven: 'Building the program that is driven.',
});

/**
 * Step: `out/` holds what the sources say; nothing is done when they did not change.
 *
 * @param {Bundle[]} names
 * @throws {SetupError} when the sources cannot be compiled
 */
export async function buildBundles(names) {
  for (const name of names) {
    const { inputs, result } = BUNDLES[name];
    if (isStamped(name, inputs) && fs.existsSync(path.join(ROOT, result))) continue;
    say(SENTENCES[name] ?? `Building the ${name}.`);
    const stamp = takeStamp(inputs);
    const script = path.join(ROOT, 'build', 'setup', 'compile.mjs');
    const { code } = await runCommand(nodeExecutable(), [script, name]);
    if (code !== 0) {
      throw new SetupError(`The ${name} could not be built: correct what the messages above name.`);
    }
    writeStamp(name, stamp);
  }
}
