import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeCopy } from '../../../electron/store/safety/copies';
import { dataFolderOf } from '../../../electron/store/safety/location';
import { endMove, moveData } from '../../../electron/store/safety/move';
import { heldExample } from '../../archive/made';
import { contents, dataFolders } from '../folder';

const folders = dataFolders();
const CONTENTS = ['images', 'tokens', 'copies'] as const;

const contentsOf = (folder: string): unknown =>
  CONTENTS.map((name) => contents(path.join(folder, name)));

describe('moving the data folder', () => {
  // Fault: data that is lost, or half there, after a move; an old folder that goes too early.
  it('takes everything along, and lets the old go once the new was opened', async () => {
    const home = folders.make();
    const store = folders.open(home);
    const { id } = await heldExample(store);
    await makeCopy(store, 'asked');
    const before = contentsOf(home);
    const to = path.join(folders.make(), 'new');
    const told: number[] = [];
    await moveData(store, home, to, { progress: (done, total) => told.push(done / total) });
    expect(told.at(-1)).toBe(1);
    expect(dataFolderOf(home)).toBe(to);
    expect(contentsOf(to)).toEqual(before);
    // Until the new place has been opened, the old one is whole.
    expect(contentsOf(home)).toEqual(before);

    const moved = folders.open(dataFolderOf(home));
    expect(moved.messages.all(id)).toHaveLength(3);
    endMove(home);
    expect(fs.readdirSync(home)).toEqual(['moved.json']);

    await moveData(moved, home, home);
    expect(dataFolderOf(home)).toBe(home);
    expect(folders.open(home).messages.all(id)).toHaveLength(3);
    endMove(home);
    expect(fs.readdirSync(to)).toEqual([]);
    expect(fs.readdirSync(home)).not.toContain('moved.json');
  });

  // Fault: a message written while the pictures were copied that stays behind.
  it('takes along what is written meanwhile', async () => {
    const home = folders.make();
    const store = folders.open(home);
    const { id } = await heldExample(store);
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
    const { id } = await heldExample(store);
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
    await heldExample(store);
    const other = folders.make();
    fs.writeFileSync(path.join(other, 'letter.txt'), 'dear');
    await expect(moveData(store, home, other)).rejects.toThrow(/not empty/);
    await expect(moveData(store, home, path.join(home, 'inside'))).rejects.toThrow(/into itself/);
    expect(fs.readdirSync(other)).toEqual(['letter.txt']);
  });
});
