import Database from 'better-sqlite3';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { DATABASE, openStore, quarantineDatabase } from '../../electron/store/open';
import {
  claim,
  isForeign,
  isOurs,
  MARKER,
  OWN_FOLDER,
  ownWithin,
} from '../../electron/store/ownership';
import { backUpBeforeMigration } from '../../electron/recovery/backupBeforeMigration';
import { makeBackup } from '../../electron/recovery/backups';
import { writeMoved } from '../../electron/store/location';
import { rescue } from '../../electron/recovery/rescue';
import { storedExample } from '../archive/fixtures';
import { snapshot } from '../snapshot';
import { dataFolders } from './folder';

const folders = dataFolders();

/** A folder with these files in it, each with the same few words. */
function folderOf(...files: string[]): string {
  const folder = folders.make();
  for (const file of files) {
    fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    fs.writeFileSync(path.join(folder, file), 'mine');
  }
  return folder;
}

/** The folder of a web project, as one may be named by mistake. */
const site = (): string => folderOf('index.html', 'images/wedding.jpg', 'tokens/design.json');

/** A data folder with a conversation, as an older program left it: without the mark. */
async function older(): Promise<string> {
  const store = folders.open();
  await storedExample(store);
  await makeBackup(store, 'asked');
  store.close();
  fs.rmSync(path.join(store.folder, MARKER));
  return store.folder;
}

describe('a folder that holds other things', () => {
  // Catches a store that is made among the files of a person, and then sweeps there.
  it.each([false, true])('is refused and left as it is (beside the program: %s)', (beside) => {
    const folder = site();
    const before = snapshot(folder);
    const own = path.join(folder, OWN_FOLDER);
    expect(() => openStore({ folder, beside })).toThrow(
      expect.objectContaining({ code: 'input', message: expect.stringContaining(own) as string }),
    );
    expect(snapshot(folder)).toEqual(before);
  });

  it('is told by what lies there, and not by what systems put anywhere', () => {
    for (const folder of [folderOf(), path.join(folders.make(), 'new')]) {
      expect(isForeign(folder)).toBe(false);
    }
    expect(isForeign(folderOf('.DS_Store', 'desktop.ini', 'Thumbs.db', 'lost+found/x'))).toBe(
      false,
    );
    // Names of the studio's folders, and a database that is none, are no sign of it.
    for (const file of ['a.txt', '.git/config', 'images/a', 'copies/a', 'aside/a']) {
      expect([file, isForeign(folderOf(file, DATABASE))]).toEqual([file, true]);
      expect([file, isForeign(folderOf(file, '.DS_Store'))]).toEqual([file, true]);
    }
    // A damaged database that was put back alone is rescued, not refused.
    expect(isForeign(folderOf(DATABASE, `${DATABASE}-wal`, '.DS_Store'))).toBe(false);
  });

  // Catches a person who has to say at each start that the studio's own folder in it is meant.
  it('is stood in for by the studio’s own folder in it, once there is one', () => {
    const folder = site();
    const own = path.join(folder, OWN_FOLDER);
    expect(ownWithin(folder)).toBe(folder);
    fs.mkdirSync(own);
    expect(ownWithin(folder)).toBe(folder);
    claim(own);
    expect(ownWithin(folder)).toBe(own);
    expect(ownWithin(own)).toBe(own);
  });
});

describe('a data folder', () => {
  // Catches a folder that nothing says is the studio's between its first file and its database.
  it('is marked when it is made, and is the studio’s without a database', () => {
    const folder = path.join(folders.make(), 'new');
    folders.open(folder, { beside: true }).close();
    expect(fs.readFileSync(path.join(folder, MARKER), 'utf8')).toContain('MetaMorph Studio');
    for (const end of ['', '-wal', '-shm'])
      fs.rmSync(path.join(folder, DATABASE + end), { force: true });
    expect(folders.open(folder).conversations.list()).toEqual([]);
  });

  // Catches people of an older program whose conversations cannot be opened any more.
  it('of an older program is marked by the program, and only read by a command beside it', async () => {
    const folder = await older();
    folders.open(folder, { beside: true }).close();
    expect(fs.existsSync(path.join(folder, MARKER))).toBe(false);
    expect(folders.open(folder).conversations.list()).toHaveLength(1);
    expect(fs.existsSync(path.join(folder, MARKER))).toBe(true);
  });

  it('needs no mark where none can be written', async () => {
    const folder = await older();
    // A link that leads nowhere takes the place of the mark.
    fs.symlinkSync(path.join(folder, 'nowhere'), path.join(folder, MARKER));
    expect(folders.open(folder).conversations.list()).toHaveLength(1);
  });

  // Catches a person who moved the damaged database away, as they were told, and finds no way back in.
  it('of an older program is known by its copies, by what was rescued, and by where it went', async () => {
    const copied = await older();
    fs.rmSync(path.join(copied, DATABASE));
    const rescued = await older();
    rescue(rescued, undefined);
    fs.rmSync(path.join(rescued, DATABASE));
    fs.rmSync(path.join(rescued, 'copies'), { recursive: true });
    const moved = folderOf('logs/studio.log');
    writeMoved(moved, { to: copied });
    const damaged = await older();
    fs.rmSync(path.join(damaged, 'copies'), { recursive: true });
    fs.writeFileSync(path.join(damaged, DATABASE), 'a diary');
    for (const folder of [copied, rescued, moved, damaged]) expect(isOurs(folder)).toBe(true);
  });

  // Catches a person of an older program who chose to begin anew, and is refused the folder then.
  it('of an older program is begun anew beside a database that was set aside', async () => {
    const folder = await older();
    fs.rmSync(path.join(folder, 'copies'), { recursive: true });
    fs.writeFileSync(path.join(folder, DATABASE), 'a diary');
    const aside = quarantineDatabase(folder);
    expect(folders.open(folder).conversations.list()).toEqual([]);
    expect(fs.readFileSync(aside, 'utf8')).toBe('a diary');
  });
});

describe('a database of another program', () => {
  // Catches tables that are made in it, or its being taken for a damaged one and moved aside.
  it.each([0, 3])('of the same name and version %i is left as it is', async (version) => {
    const folder = folderOf('letter.txt');
    const file = path.join(folder, DATABASE);
    const database = new Database(file);
    database.exec('CREATE TABLE recording (id INTEGER)');
    database.pragma(`user_version = ${version}`);
    database.close();
    const before = snapshot(folder);
    expect(await backUpBeforeMigration(folder, undefined)).toBe(false);
    expect(() => openStore({ folder })).toThrow(/another program/);
    const after = snapshot(folder);
    // SQLite makes files beside what it looks at, so the folder itself has another time.
    for (const all of [before, after]) all.delete(folder);
    expect(after).toEqual(before);
  });
});
