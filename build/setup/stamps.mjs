import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { CACHE, ROOT, readJson, writeJson } from './places.mjs';

/**
 * What a finished step remembers of its inputs. `quick` is made of names, sizes and times and
 * is looked at first; `content` decides when the times differ, as after a fresh checkout.
 *
 * @typedef {{ quick: string, content: string }} Stamp
 */

/**
 * All files under the inputs, sorted, without the folders that no build reads.
 *
 * @param {string[]} inputs
 * @param {string} [root]
 * @returns {string[]} absolute paths
 */
export function inputFiles(inputs, root = ROOT) {
  /** @type {string[]} */
  const files = [];

  /** @param {string} place */
  function visit(place) {
    const info = fs.statSync(place, { throwIfNoEntry: false });
    if (info?.isDirectory()) {
      for (const name of fs.readdirSync(place).sort()) {
        if (name !== 'node_modules' && name !== '__pycache__') visit(path.join(place, name));
      }
    } else if (info) files.push(place);
  }

  for (const input of inputs) visit(path.resolve(root, input));
  return files;
}

/**
 * @param {string[]} inputs
 * @param {string} [root]
 * @returns {string} a hash of names, sizes and times of change
 */
export function quickHash(inputs, root = ROOT) {
  const hash = createHash('sha256').update(machine());
  for (const file of inputFiles(inputs, root)) {
    const { size, mtimeMs } = fs.statSync(file);
    hash.update(`${path.relative(root, file)}\0${size}\0${mtimeMs}\0`);
  }
  return hash.digest('hex');
}

/**
 * @param {string[]} inputs
 * @param {string} [root]
 * @returns {string} a hash of names and contents
 */
export function contentHash(inputs, root = ROOT) {
  const hash = createHash('sha256').update(machine());
  for (const file of inputFiles(inputs, root)) {
    const bytes = fs.readFileSync(file);
    hash.update(`${path.relative(root, file)}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest('hex');
}

/** What was installed for one platform fits no other. */
function machine() {
  return `${process.platform}-${process.arch}\0`;
}

/** @param {string} name */
function stampFile(name) {
  return path.join(CACHE, 'setup', `${name}.json`);
}

/**
 * Whether a step was finished with the inputs as they are now.
 *
 * @param {string} name the step
 * @param {string[]} inputs
 * @returns {boolean}
 */
export function isStamped(name, inputs) {
  const stamp = /** @type {Partial<Stamp> | undefined} */ (readJson(stampFile(name)));
  if (!stamp) return false;
  const quick = quickHash(inputs);
  if (stamp.quick === quick) return true;
  if (stamp.content !== contentHash(inputs)) return false;
  writeJson(stampFile(name), { quick, content: stamp.content });
  return true;
}

/**
 * Takes the inputs' state; call it before the step begins, so that a file that changes
 * meanwhile is seen by the next run, and hand the result to {@link writeStamp}.
 *
 * @param {string[]} inputs
 * @returns {Stamp}
 */
export function takeStamp(inputs) {
  return { quick: quickHash(inputs), content: contentHash(inputs) };
}

/**
 * Remembers that a step is finished.
 *
 * @param {string} name
 * @param {Stamp} stamp
 */
export function writeStamp(name, stamp) {
  writeJson(stampFile(name), stamp);
}

/**
 * Forgets that a step was finished, so that it is done again.
 *
 * @param {string} name
 */
export function removeStamp(name) {
  fs.rmSync(stampFile(name), { force: true });
}
