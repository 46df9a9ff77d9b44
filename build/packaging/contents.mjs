// What a packed program holds: what must be in it, what must not, and how large it is.
import { extractFile, listPackage } from '@electron/asar';
import fs from 'node:fs';
import path from 'node:path';

/** Most bytes that an installed program should take. */
export const AIM = 450e6;

/** @type {readonly (readonly [RegExp, string])[]} */
const UNWANTED = [
  [/\.map$/, 'a source map'],
  [/\.tsx?$/, 'source code'],
  [/\.(py|pyc|pyi|ipynb)$|(^|\/)__pycache__\//, 'Python'],
  [/(^|\/)(test|tests|__tests__|fixtures)\/|\.(test|spec)\.[cm]?js$/, 'a test'],
  [/\.(npz|npy|pt|pth|safetensors|parquet|jsonl)$/, 'training data or weights'],
  [/(^|\/)(\.env|\.git|\.npmrc|\.cache)(\/|$)/, 'a file of a workplace'],
  [/(^|\/)out\/driven\//, 'the build that is driven'],
];

/** @param {string} folder */
function filesUnder(folder) {
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.join(entry.parentPath, entry.name));
}

/**
 * What is wrong with the files of a packed program.
 *
 * @param {readonly string[]} names paths inside the program, with forward slashes
 * @returns {string[]} one sentence for each file that has no business there
 */
export function unwantedFaults(names) {
  return names.flatMap((name) =>
    UNWANTED.filter(([pattern]) => pattern.test(name)).map(
      ([, what]) => `${name} is ${what} and must not be shipped.`,
    ),
  );
}

/**
 * What is wrong with the compiled main process of a packed program.
 *
 * @param {string} source
 * @returns {string[]} one sentence if it opens a port for debuggers
 */
export const mainFaults = (source) =>
  /appendSwitch\(\s*["'`]remote-/.test(source)
    ? ['out/main.js opens a port for debuggers and must not be shipped.']
    : [];

/**
 * Looks through a packed program.
 *
 * @param {string} folder the unpacked program
 * @param {string} resources its folder of resources
 * @returns {{ faults: string[], bytes: number, parts: Record<string, number> }} what is wrong with
 *   it, and its size in bytes, whole and by part
 */
export function inspectContents(folder, resources) {
  const archive = path.join(resources, 'app.asar');
  const outside = filesUnder(folder);
  /** @param {string} file */
  const nameOf = (file) => path.relative(folder, file).split(path.sep).join('/');
  const inside = listPackage(archive, { isPack: false }).map((name) =>
    name.replaceAll('\\', '/').slice(1),
  );
  const faults = unwantedFaults([...outside.map(nameOf), ...inside]);
  for (const needed of ['out/main.js', 'out/worker.js', 'out/licences.json', 'LICENSE']) {
    if (!inside.includes(needed)) faults.push(`${needed} is missing.`);
  }
  if (inside.includes('out/main.js')) {
    faults.push(...mainFaults(extractFile(archive, path.join('out', 'main.js')).toString()));
  }
  const embedded = path.join(resources, 'package', 'manifest.json');
  if (!fs.existsSync(embedded)) faults.push('The embedded package is missing.');
  /** @type {Record<string, number>} */
  const parts = {};
  for (const file of outside) {
    const inResources = path.relative(resources, file).split(path.sep);
    const part = inResources[0] === '..' ? 'Electron' : (inResources[0] ?? '');
    parts[part] = (parts[part] ?? 0) + fs.lstatSync(file).size;
  }
  const bytes = Object.values(parts).reduce((sum, size) => sum + size, 0);
  return { faults, bytes, parts };
}

/** @param {number} bytes */
export const megabytes = (bytes) => `${(bytes / 1e6).toFixed(0)} MB`;
