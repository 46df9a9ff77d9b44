// The program as it was packed last: where it lies, and whether it is as it should be.
import fs from 'node:fs';
import path from 'node:path';
import { CACHE, ROOT } from '../setup/places.mjs';
import { say } from '../setup/report.mjs';
import { AIM, inspectContents, megabytes } from './contents.mjs';
import { FUSES, fuseFaults } from './fuses.mjs';

/**
 * A packed program: its folder, what is started, and its folder of resources.
 *
 * @typedef {{ folder: string, executable: string, resources: string }} Packed
 */

/** Where electron-builder leaves the unpacked program, by platform. */
const PLACES = {
  linux: { folder: 'linux-unpacked', executable: 'metamorph-studio', resources: 'resources' },
  win32: { folder: 'win-unpacked', executable: 'MetaMorph Studio.exe', resources: 'resources' },
  darwin: {
    folder: process.arch === 'arm64' ? 'mac-arm64' : 'mac',
    executable: 'MetaMorph Studio.app/Contents/MacOS/MetaMorph Studio',
    resources: 'MetaMorph Studio.app/Contents/Resources',
  },
};

/** Where the build that is driven is packed. */
export const DRIVEN = path.join(CACHE, 'driven');

/**
 * The program that was packed last on this platform.
 *
 * @param {string} [dist] the folder of what is packed
 * @returns {Packed | undefined} nothing when none was packed
 */
export function packedProgram(dist = path.join(ROOT, 'dist')) {
  const place = PLACES[/** @type {keyof typeof PLACES} */ (process.platform)];
  if (!place) return undefined;
  const folder = path.join(dist, place.folder);
  const executable = path.join(folder, place.executable);
  if (!fs.existsSync(executable)) return undefined;
  return { folder, executable, resources: path.join(folder, place.resources) };
}

/**
 * Checks a packed program's fuses and contents, and says what was found.
 *
 * @param {Packed} packed
 * @returns {Promise<string[]>} what is wrong with it
 */
export async function inspectPacked({ folder, executable, resources }) {
  const { faults, bytes, parts } = inspectContents(folder, resources);
  const all = [...(await fuseFaults(executable)), ...faults];
  const sizes = Object.entries(parts)
    .sort(([, one], [, two]) => two - one)
    .map(([name, size]) => `${name} ${megabytes(size)}`);
  say(`The packed program has ${megabytes(bytes)}: ${sizes.join(', ')}.`);
  if (bytes > AIM) say(`That is more than the ${megabytes(AIM)} that it should take.`);
  if (all.length === 0) {
    say(
      `Its ${Object.keys(FUSES).length} fuses are set, and it holds nothing that must not be shipped.`,
    );
  }
  for (const fault of all) say(fault);
  return all;
}
