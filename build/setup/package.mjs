import './nodeVersion.mjs';
import fs from 'node:fs';
import path from 'node:path';
import { runBuilder, wordsForElectron } from './builder.mjs';
import { hasCommand, runCommand } from './command.mjs';
import { ROOT, readJson } from './places.mjs';
import { SetupError, runAsCommand, say } from './report.mjs';
import { setUpStudio } from './steps.mjs';

const DIST = path.join(ROOT, 'dist');

/**
 * What electron-builder is asked for where the person names nothing: on Linux what needs no
 * download, elsewhere all that the configuration has.
 *
 * @param {import('./places.mjs').ElectronRuntime} runtime
 */
function wordsFor(runtime) {
  if (runtime.origin === 'fallback') {
    say('Only the fallback Electron is here: a development build is made, for no user.');
    return ['--dir', ...wordsForElectron(runtime)];
  }
  if (process.platform !== 'linux') return [];
  return ['--linux', 'dir'];
}

/**
 * Makes the archive of the unpacked folder, beside it.
 *
 * @param {string} name without its ending
 */
async function makeArchive(name) {
  const file = path.join(DIST, `${name}.tar.gz`);
  const args = ['-czf', file, '--transform', `s,^linux-unpacked,${name},`, 'linux-unpacked'];
  const { code } = await runCommand('tar', args, { cwd: DIST });
  if (code !== 0) throw new SetupError('tar could not make the archive of the folder.');
  say(`${path.relative(ROOT, file)} is ready.`);
}

await runAsCommand(async () => {
  const runtime = await setUpStudio();
  const asked = process.argv.slice(2);
  fs.rmSync(path.join(DIST, 'linux-unpacked'), { recursive: true, force: true });
  const words = asked.length > 0 && runtime.origin === 'electron' ? asked : wordsFor(runtime);
  const code = await runBuilder('electron-builder.mjs', words);
  if (code !== 0) return code;
  const { inspectPacked, packedProgram } = await import('../packaging/packed.mjs');
  const packed = packedProgram();
  if (!packed) return 0;
  const faults = await inspectPacked(packed);
  if (faults.length > 0) return 1;
  if (process.platform !== 'linux') return 0;
  const { version } = /** @type {{ version: string }} */ (
    readJson(path.join(ROOT, 'package.json'))
  );
  const development = runtime.origin === 'fallback';
  if (!development) await makeArchive(`metamorph-studio-${version}-linux-${process.arch}`);
  if (await hasCommand('dpkg-deb')) {
    const { makeDeb } = await import('../packaging/deb.mjs');
    const { folder } = packed;
    const file = await makeDeb({ folder, version, arch: process.arch, development });
    say(`${path.relative(ROOT, file)} is ready${development ? ', a development build' : ''}.`);
  } else {
    say('A package for Debian and Ubuntu is not made: dpkg-deb is not here.');
  }
  return 0;
});
