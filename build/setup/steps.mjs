import fs from 'node:fs';
import path from 'node:path';
import { buildBundles } from './bundles.mjs';
import { hasCommand } from './command.mjs';
import { installDependencies } from './dependencies.mjs';
import { prepareElectron } from './electron.mjs';
import { CACHE } from './places.mjs';
import { SetupError, say } from './report.mjs';
import { isStamped, takeStamp, writeStamp } from './stamps.mjs';

/**
 * Set-up for commands without a window: the dependencies and the program's bundles.
 *
 * @throws {SetupError} with the sentence to show
 */
export async function setUpTerminal() {
  await installDependencies();
  await buildBundles(['program']);
}

/**
 * Set-up for the studio: dependencies, Electron, the system's libraries and all bundles.
 * When nothing changed since the last time it only compares times and sizes.
 *
 * @returns {Promise<import('./places.mjs').ElectronRuntime>}
 * @throws {SetupError} with the sentence to show
 */
export async function setUpStudio() {
  await installDependencies();
  const runtime = await prepareElectron();
  await provideLibraries(runtime.executable);
  await buildBundles(['program', 'window', 'licences']);
  return runtime;
}

/**
 * Set-up for printing to PDF, which Electron does, on a screen in memory where there is none.
 *
 * @throws {SetupError} with the sentence to show
 */
export async function setUpPrinter() {
  await setUpStudio();
  if (process.platform !== 'linux') return;
  const { VIRTUAL_SCREEN, hasScreen, hasVirtualScreen, installPackages } =
    await import('./systemLibraries.mjs');
  if (hasScreen() || hasVirtualScreen()) return;
  const advice = await installPackages(VIRTUAL_SCREEN);
  if (!hasVirtualScreen()) {
    throw new SetupError(
      `Printing without a screen needs one in memory: ${advice ?? 'install xvfb'}`,
    );
  }
}

/**
 * Set-up for the tests: the studio, a screen in memory, and what watches their processes. Without the
 * watcher its tests fail and say so, the others run.
 *
 * @throws {SetupError} with the sentence to show
 */
export async function setUpTests() {
  await setUpStudio();
  if (process.platform !== 'linux') return;
  const { PYTHON, TRACER, VIRTUAL_SCREEN, hasVirtualScreen, installPackages } =
    await import('./systemLibraries.mjs');
  const hasTracer = await hasCommand('strace', ['-V']);
  if (hasVirtualScreen() && hasTracer) return;
  const advice = await installPackages([...VIRTUAL_SCREEN, ...TRACER, ...PYTHON]);
  if (!hasVirtualScreen()) {
    throw new SetupError(
      `The end-to-end tests need a screen in memory: ${advice ?? 'install xvfb'}`,
    );
  }
  if (advice && !hasTracer) say(`Some tests watch the network with strace: ${advice}`);
}

/**
 * Set-up for the benchmarks, which measure the terminal's runtime and the whole program.
 *
 * @throws {SetupError} with the sentence to show
 */
export async function setUpBench() {
  const runtime = await setUpStudio();
  await buildBundles(['bench']);
  return runtime;
}

const LIBRARY_STAMP = path.join(CACHE, 'setup', 'libraries.json');

/** Forgets that the system had all libraries, so that the next start looks again. */
export function forgetLibraries() {
  fs.rmSync(LIBRARY_STAMP, { force: true });
}

/** @param {string} executable */
async function provideLibraries(executable) {
  if (process.platform !== 'linux') return;
  const inputs = [executable, '/etc/os-release'];
  if (isStamped('libraries', inputs)) return;
  const { LIBRARIES, installPackages, missingLibraries } = await import('./systemLibraries.mjs');
  if ((await missingLibraries(executable)).length > 0) {
    const advice = await installPackages(LIBRARIES);
    const missing = await missingLibraries(executable);
    if (missing.length > 0) {
      throw new SetupError(
        `The system lacks ${missing.join(', ')}: ${advice ?? 'install what provides them'}`,
      );
    }
  }
  writeStamp('libraries', takeStamp(inputs));
}
