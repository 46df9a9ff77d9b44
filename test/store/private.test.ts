import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { Log } from '../../electron/app/log';
import { makeBackup } from '../../electron/recovery/backups';
import { moveData } from '../../electron/recovery/move';
import { storedExample } from '../archive/fixtures';
import { dataFolders } from './folder';

const folders = dataFolders();

/** Everything at a place and below it that others may read, write or enter, by its path. */
function openToOthers(place: string): string[] {
  return [
    place,
    ...fs.readdirSync(place, { recursive: true }).map((name) => path.join(place, String(name))),
  ]
    .filter((one) => (fs.lstatSync(one).mode & 0o077) !== 0)
    .map((one) => path.relative(place, one));
}

/** A folder as a person's umask makes it. */
function usual(): string {
  const folder = path.join(folders.make(), 'data');
  fs.mkdirSync(folder, { mode: 0o755 });
  return folder;
}

/** Gives everything below a folder the modes that older programs left. */
function openAll(folder: string): void {
  for (const entry of fs.readdirSync(folder, { recursive: true, withFileTypes: true })) {
    fs.chmodSync(path.join(entry.parentPath, entry.name), entry.isDirectory() ? 0o755 : 0o644);
  }
  fs.chmodSync(folder, 0o755);
}

describe.skipIf(process.platform === 'win32')('what the studio keeps', () => {
  // Would catch: conversations, pictures and copies that every user of the computer can read.
  it('is closed to others from the first moment, with copies and the log of the database', async () => {
    const folder = usual();
    const store = folders.open(folder);
    await storedExample(store);
    await makeBackup(store, 'daily');
    expect(fs.existsSync(path.join(folder, 'studio.db-wal'))).toBe(true);
    expect(openToOthers(folder)).toEqual([]);
  });

  // Would catch: data of an older program that stays open; a mode taken off a person's own file.
  it('is closed at the opening where an older program left it open, and nothing else is', async () => {
    const folder = usual();
    const store = folders.open(folder);
    await storedExample(store);
    await makeBackup(store, 'daily');
    store.close();
    const mine = ['notes.txt', 'images/wedding.jpg', 'copies/letter.txt'];
    for (const name of mine) fs.writeFileSync(path.join(folder, name), 'mine');
    openAll(folder);
    folders.open(folder);
    expect(openToOthers(folder).sort()).toEqual([...mine].sort());
    for (const name of mine) expect(fs.statSync(path.join(folder, name)).mode & 0o777).toBe(0o644);
  });

  // Would catch: a move that opens to others what was closed where it came from.
  it('is closed where it is moved to', async () => {
    const store = folders.open();
    await storedExample(store);
    const to = path.join(folders.make(), 'moved');
    await moveData(store, store.folder, to);
    folders.open(to);
    expect(openToOthers(to)).toEqual([]);
  });

  // Would catch: a log in a folder of its own, with names of files and errors, that all can read.
  it('is closed in logs too', () => {
    const folder = path.join(folders.make(), 'logs');
    fs.mkdirSync(folder, { mode: 0o755 });
    new Log(folder).note('The program starts');
    expect(openToOthers(folder)).toEqual([]);
  });
});
