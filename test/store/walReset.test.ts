import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { contents, dataFolders } from './folder';
import { DATABASE } from '../../electron/store/open';
import { hasWalReset } from '../../electron/store/walReset';

const folders = dataFolders();
const WINDOW = /SQLite 3\.47\.0, which may damage them .* close its window first/;
const OTHER = /Another program has these conversations open, and SQLite 3\.47\.0/;

/** A module that a store opens with, and in which connections are changed before they are used. */
function driverWith(change: string): string {
  const module = path.join(folders.make(), 'driver.cjs');
  const original = createRequire(import.meta.url).resolve('better-sqlite3');
  fs.writeFileSync(
    module,
    `const Database = require(${JSON.stringify(original)});
     module.exports = function (file, options) {
       const database = new Database(file, options);
       ${change}
       return database;
     };`,
  );
  return module;
}

const faulty = (): string => driverWith(`database.function('sqlite_version', () => '3.47.0');`);

describe('versions of SQLite that may damage a database with two writers', () => {
  // Catches a mended line that is refused, and a faulty one that is let in.
  it.each([
    ['3.7.0', true],
    ['3.44.5', true],
    ['3.44.6', false],
    ['3.47.0', true],
    ['3.50.6', true],
    ['3.50.7', false],
    ['3.51.2', true],
    ['3.51.3', false],
    ['3.52.0', false],
    ['3.54.1', false],
    ['4.0.0', false],
  ])('are told by their numbers: %s', (version, has) => {
    expect(hasWalReset(version)).toBe(has);
  });

  // Catches a command of the terminal that writes beside the window of a faulty version.
  it('let nobody else in while they have it open', () => {
    const folder = folders.make();
    const window = folders.open(folder, { driver: faulty() });
    const { id } = window.conversations.create();
    for (const options of [{ beside: true }, { beside: true, driver: faulty() }]) {
      expect(() => folders.open(folder, options)).toThrow(WINDOW);
    }
    window.conversations.rename(id, 'Still mine');
    window.close();
    expect(folders.open(folder, { beside: true }).conversations.get(id).title).toBe('Still mine');
    expect([...contents(folder).keys()].some((name) => name.includes('alone'))).toBe(false);
  });

  // Catches the same the other way round.
  it('are not let in while another one has it open', () => {
    const folder = folders.make();
    const command = folders.open(folder, { beside: true });
    const { id } = command.conversations.create();
    expect(() => folders.open(folder, { driver: faulty() })).toThrow(OTHER);
    // The other one is not told that anybody is in its way.
    expect(folders.open(folder, { beside: true }).conversations.get(id).id).toBe(id);
  });

  // Catches conversations that can never be opened again after a crash.
  it.each(['the same', 'another'])('leave nothing in the way of %s after a crash', (which) => {
    const folder = folders.make();
    const module = faulty();
    folders.open(folder, { driver: module }).close();
    // No process has this number any more.
    const left = { sqlite: '3.47.0', pid: 2 ** 22 + 1, at: Date.now() };
    fs.writeFileSync(path.join(folder, `${DATABASE}.open-alone`), JSON.stringify(left));
    const options = which === 'the same' ? { driver: module } : {};
    folders.open(folder, options).conversations.create();
  });
});

describe('a disk on which SQLite cannot keep its log', () => {
  // Catches a store that is opened without its log, in which a commit may wait for ever, or be lost.
  it('is refused with a sentence', () => {
    const driver = driverWith(
      `const pragma = database.pragma.bind(database);
       database.pragma = (sql, options) => pragma(sql.replace('= WAL', '= DELETE'), options);`,
    );
    expect(() => folders.open(folders.make(), { driver })).toThrow(/choose a folder on a disk/);
  });
});
