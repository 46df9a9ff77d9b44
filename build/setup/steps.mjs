import { provide } from '../fallback/provide.mjs';
import { buildBundles } from './bundles.mjs';
import { installDependencies } from './dependencies.mjs';
import { prepareElectron } from './electron.mjs';

/**
 * The dependencies of the lockfile and an Electron that runs here. When nothing changed since the
 * last time it only compares times and sizes.
 *
 * @returns {Promise<import('./places.mjs').ElectronRuntime>}
 * @throws {SetupError} with the sentence to show
 */
export async function install() {
  await installDependencies();
  const runtime = await prepareElectron();
  await provide('libraries', runtime.executable);
  return runtime;
}

/**
 * Set-up for the studio: installs, and builds all bundles of it.
 *
 * @returns {Promise<import('./places.mjs').ElectronRuntime>}
 * @throws {SetupError} with the sentence to show
 */
export async function setUpStudio() {
  const runtime = await install();
  await buildBundles(['program', 'window', 'licences']);
  return runtime;
}
