import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { connect, loadDriver, type WritableDatabase } from '../../electron/store/connection';
import { dataFolders } from './folder';

const folders = dataFolders();
const driver = loadDriver(undefined);
const GONE = /no longer where it was/;

/** A database of one table in a folder of its own. */
function made(): { file: string; database: WritableDatabase } {
  const file = path.join(folders.make(), 'words.db');
  const database = connect({ driver, file });
  database.script('PRAGMA journal_mode = WAL; CREATE TABLE word (text TEXT NOT NULL) STRICT');
  return { file, database };
}

const add = (database: WritableDatabase, text: string): number =>
  database.run('INSERT INTO word (text) VALUES (?)', text);

describe('a connection', () => {
  // Catches a write that is called kept though its file was taken away while it was written.
  it('refuses what went into a file that was taken away meanwhile', () => {
    const { file, database } = made();
    const taken = (): unknown =>
      database.transaction(() => {
        add(database, 'late');
        fs.renameSync(file, `${file}.aside`);
        fs.copyFileSync(`${file}.aside`, file);
      });
    expect(taken).toThrow(GONE);
    database.close();
  });

  // Catches a first write into a file that was taken away after it was opened.
  it('refuses its first write when another file lies there since', () => {
    const { file, database } = made();
    add(database, 'early');
    const other = connect({ driver, file });
    database.close();
    fs.renameSync(file, `${file}.aside`);
    fs.copyFileSync(`${file}.aside`, file);
    expect(() => add(other, 'late')).toThrow(GONE);
    other.close();
  });

  // Catches a backup that begins again with each change by another process, for ever.
  it('ends a backup beside one that writes all the time', async () => {
    const { file, database } = made();
    database.transaction(() => {
      for (let index = 0; index < 3000; index += 1) add(database, 'word '.repeat(400));
    });
    const writer = connect({ driver, file });
    const copy = `${file}.copy`;
    let steps = 0;
    await database.backup(copy, () => {
      steps += 1;
      if (steps > 1000) throw new Error('It does not end.');
      add(writer, `written at step ${steps}`);
    });
    const copied = connect({ driver, file: copy, readonly: true });
    expect(
      copied.get<{ count: number }>('SELECT count(*) AS count FROM word')?.count,
    ).toBeGreaterThan(3000);
    for (const connection of [copied, writer, database]) connection.close();
  });
});
