import Database from 'better-sqlite3';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { DATABASE, quarantineDatabase } from '../../electron/store/open';
import { NEWEST_SCHEMA } from '../../electron/store/migrations/migrate';
import { contents, dataFolders } from './folder';
import { AppError } from '../../shared/ipc/errors';

const folders = dataFolders();

function failure(work: () => unknown): AppError {
  try {
    work();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('Nothing was refused.');
}

/** A folder with a store that holds one conversation of many words, closed again. */
function filled(): { folder: string; file: string } {
  const folder = folders.make();
  const store = folders.open(folder);
  const { id } = store.conversations.create();
  for (let index = 0; index < 40; index += 1) {
    store.messages.add({
      conversationId: id,
      parentId: null,
      role: 'user',
      parts: [{ type: 'text', text: `question ${index} `.repeat(200) }],
    });
  }
  store.close();
  return { folder, file: path.join(folder, DATABASE) };
}

describe('opening', () => {
  // Fault: a setting that is lost between connections, so that an answer does not outlive a power cut.
  it('keeps the settings that make writing safe', () => {
    const { database, folder } = folders.open();
    // Bytes 18 and 19 of the header say how the file is written: 2 is the write-ahead log.
    expect([...fs.readFileSync(path.join(folder, DATABASE)).subarray(18, 20)]).toEqual([2, 2]);
    const pragma = (name: string): unknown =>
      Object.values(database.get(`PRAGMA ${name}`) ?? {})[0];
    expect(pragma('synchronous')).toBe(2);
    expect(pragma('foreign_keys')).toBe(1);
    expect(pragma('trusted_schema')).toBe(0);
    expect(pragma('cell_size_check')).toBe(1);
    expect(pragma('busy_timeout')).toBe(5000);
    expect(pragma('user_version')).toBe(NEWEST_SCHEMA);
  });

  // Fault: opening a newer program's file and writing into it, which may destroy what it means.
  it('refuses a database from the future and leaves every byte', () => {
    const { folder, file } = filled();
    const database = new Database(file);
    database.pragma(`user_version = ${NEWEST_SCHEMA + 1}`);
    database.close();
    const before = contents(folder);
    const error = failure(() => folders.open(folder));
    expect(error.message).toContain('newer version');
    expect(contents(folder)).toEqual(before);
  });

  // Fault: reading the version of the main file alone, while the newer one still lies in the log.
  it('sees a future version that lies in the log of a crashed program', () => {
    const { file } = filled();
    const database = new Database(file);
    database.pragma('wal_autocheckpoint = 0');
    database.pragma(`user_version = ${NEWEST_SCHEMA + 1}`);
    const crashed = folders.make();
    for (const end of ['', '-wal']) fs.copyFileSync(file + end, path.join(crashed, DATABASE + end));
    database.close();
    const before = contents(crashed);
    expect(failure(() => folders.open(crashed)).message).toContain('newer version');
    const after = contents(crashed);
    for (const [name, bytes] of before) expect(after.get(name) === bytes, name).toBe(true);
  });

  // Fault: "repairing" or overwriting a damaged file that a person could still have saved.
  it.each<[string, (file: string) => void]>([
    ['other bytes', (file) => fs.writeFileSync(file, 'this is a diary, not a database')],
    ['a file cut short', (file) => fs.truncateSync(file, 9000)],
    [
      'noise in the middle',
      (file) => {
        const descriptor = fs.openSync(file, 'r+');
        const { size } = fs.fstatSync(descriptor);
        fs.writeSync(descriptor, Buffer.alloc(size - 8192, 0xa5), 0, size - 8192, 8192);
        fs.closeSync(descriptor);
      },
    ],
  ])('refuses %s with a sentence and leaves every byte', (_, harm) => {
    const { folder, file } = filled();
    harm(file);
    const before = contents(folder);
    const error = failure(() => folders.open(folder));
    expect(error.code).toBe('store');
    expect(error.message).toContain(file);
    expect(contents(folder)).toEqual(before);
  });

  // Fault: beginning anew by deleting what a person may still want to rescue.
  it('begins anew beside a damaged file that is set aside', () => {
    const { folder, file } = filled();
    fs.writeFileSync(file, 'this is a diary, not a database');
    const target = quarantineDatabase(folder);
    expect(folders.open(folder).conversations.list()).toEqual([]);
    expect(fs.readFileSync(target, 'utf8')).toBe('this is a diary, not a database');
  });

  // Fault: an empty file (a crash at the very first start) that keeps the program from ever opening.
  it('opens an empty file as an empty store', () => {
    const folder = folders.make();
    fs.writeFileSync(path.join(folder, DATABASE), '');
    expect(folders.open(folder).conversations.list()).toEqual([]);
  });
});

describe('a full disk', () => {
  // Fault: an unnamed SQLite error on a full disk, or half of a message left behind by it.
  it('says so, keeps all that was written and goes on when there is room', () => {
    const { folder, file } = filled();
    const probe = new Database(file);
    const pages = probe.pragma('page_count', { simple: true }) as number;
    probe.close();
    const store = folders.open(folder);
    const [conversation] = store.conversations.list();
    const conversationId = conversation?.id ?? '';
    const add = (text: string): string =>
      store.messages.add({
        conversationId,
        parentId: null,
        role: 'user',
        parts: [{ type: 'text', text }],
      });
    const kept = store.messages.get(add('before')).siblings.length;
    store.database.script(`PRAGMA max_page_count = ${pages + 2}`);
    const error = failure(() => add('x'.repeat(200_000)));
    expect(error.code).toBe('full');
    store.database.script('PRAGMA max_page_count = 1073741823');
    expect(store.messages.get(add('after')).siblings).toHaveLength(kept + 1);
  });
});
