// The one door to all that a usual desktop has and a server or a container may lack: a way to
// Electron's download, shared libraries, a screen, Python.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { hasCommand, runCommand } from '../setup/command.mjs';
import { ROOT, nodeExecutable } from '../setup/places.mjs';
import { SetupError, say } from '../setup/report.mjs';
import { isStamped, takeStamp, writeStamp } from '../setup/stamps.mjs';
import { PACKAGES, installPackages } from './systemPackages.mjs';

/**
 * Makes up for what this machine lacks; does nothing where it is there.
 *
 * @param {'electron' | 'libraries' | 'screen' | 'tracer' | 'python'} what
 * @param {string} [of] the version of Electron that could not be downloaded, or the program whose
 *   shared libraries are meant
 * @returns {Promise<void>}
 * @throws {SetupError} with what to do by hand, where it is still lacking
 */
export async function provide(what, of = '') {
  if (what === 'electron') return provideElectron(of);
  if (process.platform !== 'linux') return;
  if (what === 'libraries') return provideLibraries(of);
  if (what === 'screen' && hasVirtualScreen()) return;
  if (what === 'tracer' && (await hasCommand('strace', ['-V']))) return;
  const advice = await installPackages(PACKAGES[what]);
  // Without the tracer its tests fail and say so; the others run.
  if (what === 'tracer' && advice) say(`Some tests watch the network with strace: ${advice}`);
  if (what !== 'screen' || hasVirtualScreen()) return;
  throw new SetupError(
    `Without a screen, one in memory is needed: ${advice ?? 'put xvfb-run into the PATH'}`,
  );
}

/** @param {string} wanted */
async function provideElectron(wanted) {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new SetupError(
      `Electron ${wanted} could not be downloaded: check the connection (ELECTRON_MIRROR and ` +
        'the proxy variables are honoured) and run the same command again.',
    );
  }
  say('Electron’s own download cannot be reached from here; an older one comes from a package.');
  const script = path.join(ROOT, 'build', 'fallback', 'electron.mjs');
  const { code } = await runCommand(nodeExecutable(), [script, wanted]);
  if (code !== 0) {
    throw new SetupError(
      'No Electron could be fetched: check the connection and run the same command again.',
    );
  }
}

/** @param {string} executable */
async function provideLibraries(executable) {
  const inputs = [executable, '/etc/os-release'];
  if (isStamped('libraries', inputs)) return;
  if ((await missingLibraries(executable)).length > 0) {
    const advice = await installPackages(PACKAGES.libraries);
    const missing = await missingLibraries(executable);
    if (missing.length > 0) {
      throw new SetupError(
        `The system lacks ${missing.join(', ')}: ${advice ?? 'install what provides them'}`,
      );
    }
  }
  writeStamp('libraries', takeStamp(inputs));
}

/**
 * Shared libraries that an executable asks for and the system lacks.
 *
 * @param {string} executable
 * @returns {Promise<string[]>} their file names; empty where nothing can be said
 */
async function missingLibraries(executable) {
  const { output } = await runCommand('ldd', [executable], { output: 'quiet' });
  return [...output.matchAll(/^\s*(\S+) => not found/gm)].map(([, name]) => name ?? '');
}

function hasVirtualScreen() {
  return (process.env.PATH ?? '')
    .split(':')
    .some((folder) => folder !== '' && existsSync(`${folder}/xvfb-run`));
}
