import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { connect, loadDriver } from '../../electron/store/connection';
import {
  copyBefore,
  migrate,
  MIGRATIONS,
  NEWEST_SCHEMA,
} from '../../electron/store/migrations/migrate';
import { DATABASE } from '../../electron/store/open';
import { findFaults } from '../../electron/recovery/check';
import { listBackups } from '../../electron/recovery/backupRecord';
import { makeBackup } from '../../electron/recovery/backups';
import { backupsFolder, databaseKey } from '../../electron/store/folders';
import { repair } from '../../electron/recovery/repair';
import { endRescue } from '../../electron/recovery/rescue';
import { storedExample } from '../archive/fixtures';
import { snapshot } from '../snapshot';
import { dataFolders } from './folder';

const folders = dataFolders();
const HASH = 'ab'.repeat(32);
/** The name of a content, of a file that is none. */
const NAMED = 'cd'.repeat(32);
const LONG_AGO = new Date(2020, 1, 1);

/** Writes a file of long ago, and the folders that it needs. */
function write(file: string, text = 'mine'): void {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
  fs.utimesSync(file, LONG_AGO, LONG_AGO);
}

/** What a person may have put into a folder of contents, with names close to the studio's. */
function putForeign(folder: string): string[] {
  const outside = path.join(folders.make(), 'outside.png');
  write(outside);
  const files = ['wedding.jpg', HASH.toUpperCase(), HASH.slice(1), `${HASH}.bak`, `${HASH}.tmp`];
  for (const name of files) write(path.join(folder, name));
  // A content's name, but not a content's bytes, and not even a file.
  const [within, link] = ['e'.repeat(64), 'f'.repeat(64)];
  write(path.join(folder, NAMED));
  write(path.join(folder, within, 'letter.txt'));
  fs.symlinkSync(outside, path.join(folder, link));
  return [...files, NAMED, within, link].map((name) => path.join(folder, name));
}

const stateOf = (places: readonly string[]): unknown => places.map((place) => [...snapshot(place)]);

describe('files that are not the studio’s', () => {
  // Catches a sweep that takes every old file in `images` and `tokens` for an unnamed content.
  it('stay when contents are swept', async () => {
    const store = folders.open();
    const { folder } = store;
    const orphan = await store.images.saveImage(Buffer.from('nobody names this'), 'image/png');
    const images = path.join(folder, 'images');
    write(path.join(images, `${HASH}.0123456789ab.tmp`));
    write(path.join(folder, 'incoming-0123456789ab', `image-${HASH}`));
    const foreign = ['images', 'tokens'].flatMap((name) => putForeign(path.join(folder, name)));
    write(path.join(folder, 'incoming-photos', 'wedding.jpg'));
    foreign.push(path.join(folder, 'incoming-photos'));
    store.close();
    const before = stateOf(foreign);
    folders.open(folder, { undoWindow: -1000 });
    expect(stateOf(foreign)).toEqual(before);
    const names = fs.readdirSync(images);
    expect(names).not.toContain(orphan);
    expect(names).not.toContain(`${HASH}.0123456789ab.tmp`);
    expect(fs.existsSync(path.join(folder, 'incoming-0123456789ab'))).toBe(false);
  });

  // Catches contents of a killed program, whole and without a row, that nobody ever removes.
  it('are told by their bytes from contents that have no row', async () => {
    const store = folders.open();
    const { folder } = store;
    const orphan = await store.images.saveImage(Buffer.from('killed before its row'), 'image/png');
    store.database.run('DELETE FROM image');
    store.close();
    folders.open(folder, { undoWindow: -1000 });
    expect(fs.readdirSync(path.join(folder, 'images'))).not.toContain(orphan);
  });

  // Catches a repair that moves the person's own files aside as contents that nobody names.
  it('are no finding of the check, and stay when all is mended', async () => {
    const store = folders.open();
    await storedExample(store);
    const images = path.join(store.folder, 'images');
    // What has the name of a content is moved aside as a damaged one would be, and deleted by nobody.
    const named = path.join(images, NAMED);
    const foreign = putForeign(images).filter((place) => place !== named);
    const before = stateOf(foreign);
    expect((await findFaults(store)).unnamed).toEqual([named]);
    await repair(store);
    expect(stateOf(foreign)).toEqual(before);
  });

  // Catches the thinning of copies, or the sweep before one, that removes a folder with all in it.
  it('stay when copies are thinned', async () => {
    const store = folders.open();
    await storedExample(store);
    const copies = backupsFolder(store.folder);
    const first = await makeBackup(store, 'daily');
    write(path.join(copies, '2020-02-02T10-00-00-000Z.partial', DATABASE));
    const foreign = [
      ...putForeign(path.join(copies, 'images')).filter((place) => !place.endsWith(NAMED)),
      ...['notes.partial', '.look-notes.db', '2020-02-02T10-00-00-000Z.partial/mine.txt'],
      `${first.name}/notes.txt`,
    ].map((place) => path.resolve(copies, place));
    for (const place of foreign.slice(-4)) write(place);
    const before = stateOf(foreign);
    store.database.run('DELETE FROM conversation');
    store.images.sweep(Date.now() + 1);
    const second = await makeBackup(store, 'daily');
    expect(stateOf(foreign)).toEqual(before);
    expect(listBackups(backupsFolder(store.folder))).toEqual([second]);
    expect(fs.existsSync(path.join(backupsFolder(store.folder), databaseKey(first.name)))).toBe(
      false,
    );
    const partial = path.join(copies, '2020-02-02T10-00-00-000Z.partial');
    expect(fs.readdirSync(partial)).toEqual(['mine.txt']);
  });

  // Catches a rescue that takes a person's file for what an earlier one was about to put in place.
  it('are not taken for the end of a rescue', () => {
    const folder = folders.make();
    const own = path.join(folder, 'aside', 'mine');
    write(path.join(own, 'rescued.db'));
    write(path.join(own, 'report.json'), '{}');
    const before = stateOf([own]);
    expect(endRescue(folder)).toBeUndefined();
    expect(stateOf([own])).toEqual(before);
    expect(fs.existsSync(path.join(folder, DATABASE))).toBe(false);
  });

  // Catches a copy before a migration that overwrites a file, or leaves what a killed one wrote.
  it('stay when a migration copies the database', () => {
    const folder = folders.make();
    const file = path.join(folder, DATABASE);
    const database = connect({ driver: loadDriver(undefined), file });
    migrate(database, file, MIGRATIONS.slice(0, -1));
    database.close();
    const copy = copyBefore(file, NEWEST_SCHEMA - 1);
    // Of a process that has ended.
    const left = `${copy}.${spawnSync(process.execPath, ['-e', '']).pid}.tmp`;
    write(left);
    const ended = path.basename(left).slice(path.basename(copy).length);
    const foreign = [`${copy}.tmp`, `${copy}.mine.tmp`, `${copy}.2019${ended}`];
    for (const place of foreign) write(place);
    const before = stateOf(foreign);
    folders.open(folder).close();
    expect(stateOf(foreign)).toEqual(before);
    expect([copy, left].map((place) => fs.existsSync(place))).toEqual([true, false]);
  });
});
