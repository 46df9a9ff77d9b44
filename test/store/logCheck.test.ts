import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { isLogDamaged } from '../../electron/store/logCheck';
import { DATABASE, openStore } from '../../electron/store/open';
import { rescue } from '../../electron/store/safety/rescue';
import { contents, dataFolders } from './folder';
import { flip } from './safety/flipped';

const folders = dataFolders();
const HEADER = 32;
const FRAME = 4096 + 24;
const MESSAGES = 12;

/** A data folder that a killed program left: messages in the log, each a transaction of its own. */
function killed(): string {
  const store = folders.open();
  const { id } = store.conversations.create();
  store.database.script('PRAGMA wal_checkpoint(TRUNCATE)');
  for (let index = 0; index < MESSAGES; index += 1) {
    const parts = [{ type: 'text', text: `said ${index}` } as const];
    store.messages.add({ conversationId: id, parentId: null, role: 'user', parts });
  }
  const folder = folders.make();
  for (const end of ['', '-wal']) {
    fs.copyFileSync(path.join(store.folder, DATABASE + end), path.join(folder, DATABASE + end));
  }
  return folder;
}

/** Numbers of the frames that end a transaction. */
function commitsOf(log: Buffer): number[] {
  const frames = Math.floor((log.length - HEADER) / FRAME);
  return Array.from({ length: frames }, (_, number) => number).filter(
    (number) => log.readUInt32BE(HEADER + number * FRAME + 4) > 0,
  );
}

describe('the log of a database', () => {
  // Catches turns that were acknowledged and are gone without a word, since one bit flipped before them.
  it('is found damaged by any flipped bit before the last transaction', () => {
    const folder = killed();
    const log = path.join(folder, `${DATABASE}-wal`);
    const whole = fs.readFileSync(log);
    expect(isLogDamaged(log)).toBe(false);
    const commits = commitsOf(whole);
    // The transaction of the damage and one more lie before the last one.
    const safe = HEADER + ((commits.at(-3) ?? 0) + 1) * FRAME;
    for (let bit = 0; bit < safe * 8; bit += 8209) {
      fs.writeFileSync(log, whole);
      flip(log, bit);
      expect([bit, isLogDamaged(log)]).toEqual([bit, true]);
    }
  });

  // Catches a crash that is taken for damage, and a program that begins with a rescue after each.
  it('is sound when it was cut off, ends in a torn page, or has an earlier log behind it', () => {
    const folder = killed();
    const log = path.join(folder, `${DATABASE}-wal`);
    const whole = fs.readFileSync(log);
    const commits = commitsOf(whole);
    const last = HEADER + ((commits.at(-2) ?? 0) + 1) * FRAME;
    for (let length = 0; length < whole.length; length += 1021) {
      fs.writeFileSync(log, whole.subarray(0, length));
      expect([length, isLogDamaged(log)]).toEqual([length, false]);
    }
    for (let at = last; at < whole.length; at += 511) {
      fs.writeFileSync(log, whole);
      flip(log, at * 8);
      expect([at, isLogDamaged(log)]).toEqual([at, false]);
    }
    fs.writeFileSync(log, Buffer.alloc(whole.length));
    expect(isLogDamaged(log)).toBe(false);

    const store = folders.open();
    const { id } = store.conversations.create();
    const live = path.join(store.folder, `${DATABASE}-wal`);
    for (let index = 0; index < 40; index += 1) {
      store.conversations.rename(id, `Title ${index}`);
      if (index % 10 === 0) store.database.script('PRAGMA wal_checkpoint(RESTART)');
      expect(isLogDamaged(live)).toBe(false);
    }
  });

  it('keeps a damaged database from being opened, and what can be read is rescued', () => {
    const folder = killed();
    const log = path.join(folder, `${DATABASE}-wal`);
    const commits = commitsOf(fs.readFileSync(log));
    flip(log, (HEADER + (commits[5] ?? 0) * FRAME + 2000) * 8);
    const before = contents(folder);
    expect(() => openStore({ folder })).toThrow(/written last is damaged/);
    expect(contents(folder)).toEqual(before);
    const rescued = rescue(folder, undefined);
    expect(rescued.messages).toBe(5);
    for (const [name, bytes] of before) expect(contents(rescued.aside).get(name)).toBe(bytes);
    const store = folders.open(folder);
    expect(store.conversations.list()).toHaveLength(1);
  });
});
