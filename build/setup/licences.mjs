// Collects the licences of everything of others that is in the program, for the About box.
import { init } from 'license-checker-rseidelsohn';
import fs from 'node:fs';
import path from 'node:path';
import { ROOT, readJson } from './places.mjs';

/** Where each bundle leaves the names of the packages in it. */
const MODULES = path.join(ROOT, 'out', 'modules');
const MODELS = path.join(ROOT, 'models');
const RESULT = path.join(ROOT, 'out', 'licences.json');

/**
 * A package in the program; `text` is what its licence file says.
 *
 * @typedef {{ name: string, version: string, licence: string, text: string }} Licence
 */

/**
 * The package that a file belongs to.
 *
 * @param {string} file
 * @returns {string | undefined} its name; nothing for a file of ours
 */
export function packageOf(file) {
  const [, inside] =
    /^(?:.*\/)?node_modules\/(?!.*\/node_modules\/)(.+)$/.exec(file.replaceAll('\\', '/')) ?? [];
  if (inside === undefined) return undefined;
  const [first = '', second = ''] = inside.split('/');
  return first.startsWith('@') ? `${first}/${second}` : first;
}

/**
 * Notes which packages a bundle is made of; the file changes only when they do.
 *
 * @param {string} bundle
 * @param {Iterable<string>} files the source files in it
 */
export function noteModules(bundle, files) {
  const names = new Set([...files].map(packageOf).filter((name) => name !== undefined));
  const text = `${JSON.stringify([...names].sort(), null, 1)}\n`;
  const file = path.join(MODULES, `${bundle}.json`);
  fs.mkdirSync(MODULES, { recursive: true });
  if (!fs.existsSync(file) || fs.readFileSync(file, 'utf8') !== text) fs.writeFileSync(file, text);
}

/** @param {object} options */
const check = (options) =>
  /** @type {Promise<import('license-checker-rseidelsohn').ModuleInfos>} */ (
    new Promise((resolve, reject) => {
      init(/** @type {never} */ (options), (error, found) =>
        error ? reject(error) : resolve(found),
      );
    })
  );

/** Packages that are not bundled but lie beside the bundles: those that `dependencies` asks for. */
function installed() {
  const lock = /** @type {{ packages: Record<string, { dev?: boolean, optional?: boolean }> }} */ (
    readJson(path.join(ROOT, 'package-lock.json'))
  );
  return Object.entries(lock.packages)
    .filter(([place, { dev }]) => place !== '' && !dev)
    .flatMap(([place]) => packageOf(place) ?? [])
    .filter((name) => !/^node-(bin-|linux|darwin|win)/.test(name));
}

/** Writes `out/licences.json`: every package in the program, by name. */
export async function writeLicences() {
  const bundled = fs
    .readdirSync(MODULES)
    .flatMap((name) => /** @type {string[]} */ (readJson(path.join(MODULES, name))));
  const wanted = new Set([...bundled, ...installed()]);
  const found = await check({
    start: ROOT,
    customFormat: { name: '', version: '', licenses: '', licenseText: '' },
  });
  /** @type {Map<string, Licence>} */
  const licences = new Map();
  for (const info of Object.values(found)) {
    const { name, version, licenses, licenseText } =
      /** @type {{ name: string, version: string, licenses: string | string[], licenseText: string }} */ (
        info
      );
    if (!wanted.has(name)) continue;
    const licence = Array.isArray(licenses) ? licenses.join(', ') : licenses;
    licences.set(`${name}@${version}`, { name, version, licence, text: licenseText.trim() });
  }
  const { version, licence } = /** @type {{ version: string, licence: string }} */ (
    readJson(path.join(MODELS, 'package', 'manifest.json'))
  );
  const text = fs.readFileSync(path.join(MODELS, 'LICENSES.md'), 'utf8').trim();
  licences.set('', { name: 'The embedded model package', version, licence, text });
  const sorted = [...licences.values()].sort((one, two) => one.name.localeCompare(two.name, 'en'));
  fs.writeFileSync(RESULT, `${JSON.stringify(sorted, null, 1)}\n`);
}
