// Copied into the fallback Electron, which lacks the default app that the real one has:
// loads the program whose folder is the first argument, before the `ready` event.
import { app } from 'electron';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * @typedef {{ name: string, productName?: string, version: string, main: string }} Manifest
 *
 * What the real default app calls too, though it is not among the documented functions.
 * @typedef {{ setVersion(version: string): void, setAppPath(folder: string): void }} Undocumented
 */

const parse = /** @type {(text: string) => Manifest} */ (JSON.parse);
const undocumented = /** @type {Undocumented} */ (/** @type {unknown} */ (app));

const given = process.argv.slice(1).find((argument) => !argument.startsWith('-'));
const folder = path.resolve(given ?? '.');
const manifest = parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));

app.setName(manifest.productName ?? manifest.name);
undocumented.setVersion(manifest.version);
undocumented.setAppPath(folder);
app.setPath('userData', path.join(app.getPath('appData'), app.getName()));
await import(pathToFileURL(path.join(folder, manifest.main)).href);
