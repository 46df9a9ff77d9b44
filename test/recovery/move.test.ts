import Database from 'better-sqlite3';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { DATABASE } from '../../electron/store/open';
import { makeBackup } from '../../electron/recovery/backups';
import { dataFolderOf } from '../../electron/store/location';
import { endMove } from '../../electron/recovery/endMove';
import { moveData } from '../../electron/recovery/move';
import { storedExample } from '../archive/fixtures';
import { contents, dataFolders } from '../store/folder';

const folders = dataFolders();
const CONTENTS = ['images', 'tokens', 'copies'] as const;

const contentsOf = (folder: string): unknown =>
  CONTENTS.map((name) => contents(path.join(folder, name)));

describe('moving the data folder', () => {
  // Fault: data that is lost, or half there, after a move; an old folder that goes too early.
  it('takes everything along, and lets the old go once the new was opened', async () => {
    const home = folders.make();
    const store = folders.open(home);
    const { id } = await storedExample(store);
    await makeBackup(store, 'asked');
    const before = contentsOf(home);
    const to = path.join(folders.make(), 'new');
    const reported: number[] = [];
    await moveData(store, home, to, { progress: (done, total) => reported.push(done / total) });
    expect(reported.at(-1)).toBe(1);
    expect(dataFolderOf(home)).toBe(to);
    expect(contentsOf(to)).toEqual(before);
    // Until the new place has been opened, the old one is whole.
    expect(contentsOf(home)).toEqual(before);

    const moved = folders.open(dataFolderOf(home));
    expect(moved.messages.all(id)).toHaveLength(3);
    expect(await endMove(moved, home)).toBeUndefined();
    expect(fs.readdirSync(home)).toEqual(['moved.json']);

    await moveData(moved, home, home);
    expect([home, to].map(dataFolderOf)).toEqual([home, home]);
    const back = folders.open(home);
    expect(back.messages.all(id)).toHaveLength(3);
    expect(await endMove(back, home)).toBeUndefined();
    // Whoever looks there is led to the data.
    expect(fs.readdirSync(to)).toEqual(['moved.json']);
    expect(dataFolderOf(to)).toBe(home);
    expect(fs.readdirSync(home)).not.toContain('moved.json');
  });

  // Fault: a message written while the pictures were copied that stays behind.
  it('takes along what is written meanwhile', async () => {
    const home = folders.make();
    const store = folders.open(home);
    const { id } = await storedExample(store);
    const to = path.join(folders.make(), 'new');
    let renamed = false;
    await moveData(store, home, to, {
      progress: () => {
        if (!renamed) store.conversations.rename(id, 'Written meanwhile');
        renamed = true;
      },
    });
    expect(folders.open(to).conversations.get(id).title).toBe('Written meanwhile');
  });

  // Fault: a move that is stopped and leaves a half folder, or points to it.
  it('changes nothing when it is stopped', async () => {
    const home = folders.make();
    const store = folders.open(home);
    const { id } = await storedExample(store);
    const to = path.join(folders.make(), 'new');
    const stop = new AbortController();
    const work = { signal: stop.signal, progress: () => stop.abort() };
    await expect(moveData(store, home, to, work)).rejects.toThrow(/stopped/);
    expect(fs.existsSync(to)).toBe(false);
    expect(dataFolderOf(home)).toBe(home);
    expect(store.messages.all(id)).toHaveLength(3);
  });

  // Fault: another program's files mixed with the data, or the data copied into itself.
  it('refuses a folder that holds something, and its own', async () => {
    const home = folders.make();
    const store = folders.open(home);
    await storedExample(store);
    const other = folders.make();
    fs.writeFileSync(path.join(other, 'letter.txt'), 'dear');
    await expect(moveData(store, home, other)).rejects.toThrow(/not empty/);
    await expect(moveData(store, home, path.join(home, 'inside'))).rejects.toThrow(/into itself/);
    expect(fs.readdirSync(other)).toEqual(['letter.txt']);
  });

  // Catches a person's own files that go with the folders they lie in, and a damaged database that was
  // set aside and is thrown away with the old folder.
  it('leaves everything that it did not copy, bit for bit', async () => {
    const home = folders.make();
    const store = folders.open(home);
    await storedExample(store);
    await makeBackup(store, 'asked');
    const foreign = [
      'images/wedding.jpg',
      'images/2026/beach.jpg',
      'tokens/design.json',
      'thumbnails/cover.jpg',
      'features/list.txt',
      'packages/mine/model.bin',
      'copies/notes.txt',
      'aside/letter.txt',
      'incoming-0123456789ab/film.mp4',
      'logs/diary.txt',
      'window/view.txt',
      'studio.db.txt',
      'moved.json.tmp',
    ];
    for (const name of foreign) {
      fs.mkdirSync(path.dirname(path.join(home, name)), { recursive: true });
      fs.writeFileSync(path.join(home, name), `of a person: ${name}`);
    }
    const damaged = 'studio.db.damaged-20260102030405';
    fs.writeFileSync(path.join(home, damaged), 'what is left of a database');
    const before = contents(home);
    const to = path.join(folders.make(), 'new');
    await moveData(store, home, to);
    // A file that became another one since.
    const [changed = ''] = fs.readdirSync(path.join(home, 'tokens')).filter((n) => n.length === 64);
    fs.writeFileSync(path.join(home, 'tokens', changed), 'another 16 bytes');
    const moved = folders.open(to);
    expect(await endMove(moved, home)).toBeUndefined();

    const left = contents(home);
    expect([...left.keys()].sort()).toEqual([...foreign, `tokens/${changed}`, 'moved.json'].sort());
    for (const name of foreign) expect([name, left.get(name)]).toEqual([name, before.get(name)]);
    const there = contents(to);
    expect(there.get(damaged)).toBe(before.get(damaged));
    expect([...there.keys()].filter((name) => foreign.includes(name))).toEqual([]);
  });

  // Catches words that another process is told are kept, and that go with the old folder.
  it('refuses what others write to the old folder afterwards, and leads them to the new one', async () => {
    const home = folders.make();
    const store = folders.open(home);
    const { id } = await storedExample(store);
    const other = folders.open(home, { beside: true });
    const to = path.join(folders.make(), 'new');
    await moveData(store, home, to);
    const moved = `The conversations were moved to ${to}: start this again, so that it finds them there.`;
    const writes: (() => unknown)[] = [
      () => other.conversations.rename(id, 'Lost'),
      () => other.conversations.create(),
      () => other.conversations.delete(id),
      () => other.settings.set({ ...other.settings.get(), copyDays: 3 }),
      () => other.database.run('DELETE FROM message'),
    ];
    for (const write of writes) expect(write).toThrow(moved);
    await expect(other.images.saveImage(Buffer.from('late'), 'image/png')).rejects.toThrow(moved);
    for (const round of ['before', 'after'] as const) {
      expect(() => folders.open(home)).toThrow(moved);
      expect(() => folders.open(home, { beside: true })).toThrow(moved);
      const there = folders.open(dataFolderOf(home), { beside: true });
      expect(there.conversations.get(id).title).toBe('A green hat');
      if (round === 'before') expect(await endMove(there, home)).toBeUndefined();
    }
    expect(fs.readdirSync(home)).not.toContain(DATABASE);
  });

  // Catches an old folder that goes with what was written to it by other means than the program's.
  it.each(['the fence was torn down', 'nothing says what was copied'])(
    'leaves the old folder whole when %s',
    async (how) => {
      const home = folders.make();
      const store = folders.open(home);
      await storedExample(store);
      await makeBackup(store, 'asked');
      const to = path.join(folders.make(), 'new');
      await moveData(store, home, to);
      if (how.startsWith('nothing')) fs.rmSync(path.join(home, 'moved-files.json'));
      else {
        const database = new Database(path.join(home, DATABASE));
        const triggers = database
          .prepare<[], { name: string }>(`SELECT name FROM sqlite_master WHERE name LIKE 'moved%'`)
          .all();
        for (const { name } of triggers) database.exec(`DROP TRIGGER "${name}"`);
        database.exec(`UPDATE conversation SET title = 'Written later'`);
        database.close();
      }
      const before = contentsOf(home);
      const moved = folders.open(to);
      expect(await endMove(moved, home)).toBe(home);
      expect(contentsOf(home)).toEqual(before);
      expect(fs.existsSync(path.join(home, DATABASE))).toBe(true);
      // That is said once.
      expect(await endMove(moved, home)).toBeUndefined();
      expect(dataFolderOf(home)).toBe(to);
    },
  );

  // Catches a half folder that is taken for one with data, and one that the data can never be moved to.
  it('is not opened half, and is moved again to where it was killed', async () => {
    const home = folders.make();
    const store = folders.open(home);
    const { id } = await storedExample(store);
    const to = path.join(folders.make(), 'new');
    // As it lies there when the program was killed just before the end.
    fs.cpSync(home, to, { recursive: true });
    fs.writeFileSync(path.join(to, 'arriving.json'), JSON.stringify({ from: home }));
    expect(() => folders.open(to)).toThrow(/are being moved here/);
    const other = folders.make();
    await expect(moveData(folders.open(other), other, to)).rejects.toThrow(/not empty/);
    await moveData(store, home, to);
    expect(folders.open(to).messages.all(id)).toHaveLength(3);
  });
});
