// Loads the program whose folder is the last argument, as Electron itself does, but its `ready` waits
// for the test's word. A window that loads while the test still attaches to it may never be seen: the
// attaching then waits for a page that came before.
import { app } from 'electron';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * @typedef {{ name: string, productName?: string, version: string, main: string }} Manifest
 *
 * What Electron's default app calls too, though it is not among the documented functions.
 * @typedef {{ setVersion(version: string): void, setAppPath(folder: string): void }} Undocumented
 *
 * What the test says in the main process.
 * @typedef {{ watched?: boolean, begin?: () => void }} Door
 */

const parse = /** @type {(text: string) => Manifest} */ (JSON.parse);
const undocumented = /** @type {Undocumented} */ (/** @type {unknown} */ (app));

const folder = path.resolve(process.argv.at(-1) ?? '');
const manifest = parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
app.setName(manifest.productName ?? manifest.name);
undocumented.setVersion(manifest.version);
undocumented.setAppPath(folder);
app.setPath('userData', path.join(app.getPath('appData'), app.getName()));

const ready = app.whenReady();
const door = /** @type {Door} */ (/** @type {unknown} */ (globalThis));
/** @type {Promise<void>} */
const watched = new Promise((resolve) => {
  door.begin = resolve;
  // The test may have been quicker than this.
  if (door.watched) resolve();
});
app.whenReady = () => watched.then(() => ready);
await import(pathToFileURL(path.join(folder, manifest.main)).href);
