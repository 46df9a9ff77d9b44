import Database from 'better-sqlite3';
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
import { initial } from '../../electron/store/migrations/0001-initial';
import { dataFolders } from './folder';

const folders = dataFolders();
const driver = loadDriver(undefined);
const CONVERSATION = '00000000-0000-4000-8000-000000000001';
const MESSAGE = '00000000-0000-4000-8000-000000000002';

/** A database of an older program, with a conversation of one question. */
function older(version: number): string {
  const file = path.join(folders.make(), DATABASE);
  const database = connect({ driver, file });
  migrate(database, file, MIGRATIONS.slice(0, version));
  database.script(`
    INSERT INTO conversation (id, title, created_at, updated_at) VALUES ('${CONVERSATION}', 'Hats', 1, 1);
    INSERT INTO message (id, conversation_id, role, created_at) VALUES ('${MESSAGE}', '${CONVERSATION}', 'user', 1);
    INSERT INTO part (message_id, position, kind, text) VALUES ('${MESSAGE}', 0, 'text', 'Draw a green hat');`);
  database.close();
  return file;
}

const TABLES = ['conversation', 'message', 'part', 'image', 'picture', 'rendering', 'draft'];

/** Columns of a table as version 1 had them: later versions add some. */
const COLUMNS = (() => {
  const database = new Database(':memory:');
  database.exec(initial);
  const columns = TABLES.map((table) => {
    const found = database.pragma(`table_info(${table})`) as { name: string }[];
    return [table, found.map(({ name }) => name).join(', ')] as const;
  });
  database.close();
  return columns;
})();

/** What version 1 had of all rows of all its ordinary tables. */
function rows(file: string): unknown {
  const database = new Database(file, { readonly: true });
  const all = COLUMNS.map(([table, columns]) => [
    table,
    database.prepare(`SELECT ${columns} FROM ${table}`).all(),
  ]);
  database.close();
  return all;
}

const olderVersions = MIGRATIONS.slice(0, -1).map(({ version }) => version);

describe('migrations', () => {
  // Fault: a step that loses or changes rows of people who used an older program.
  it.each(olderVersions)('brings version %i to the newest with every row', (version) => {
    const file = older(version);
    const before = rows(file);
    const store = folders.open(path.dirname(file));
    expect(rows(file)).toEqual(before);
    expect(store.search.find('hat').map(({ messageId }) => messageId)).toEqual([MESSAGE]);
  });

  // Fault: a migration without a way back.
  it.each(olderVersions)('leaves a whole copy of version %i beside the file', (version) => {
    const file = older(version);
    const before = rows(file);
    folders.open(path.dirname(file));
    const copy = copyBefore(file, version);
    expect(rows(copy)).toEqual(before);
    const database = new Database(copy, { readonly: true });
    expect(database.pragma('user_version', { simple: true })).toBe(version);
    expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
    database.close();
  });

  // Fault: a step that fails half way and leaves a database of no version at all.
  it('takes a failing step back whole', () => {
    const file = older(NEWEST_SCHEMA);
    const before = rows(file);
    const database = connect({ driver, file });
    const failing = {
      version: NEWEST_SCHEMA + 1,
      update: () => {
        database.script(
          'DELETE FROM message; CREATE TABLE half (a INTEGER) STRICT; SELECT nothing;',
        );
      },
    };
    expect(() => migrate(database, file, [...MIGRATIONS, failing])).toThrow(/nothing/);
    expect(database.get('PRAGMA user_version')).toEqual({ user_version: NEWEST_SCHEMA });
    expect(database.get(`SELECT 1 FROM sqlite_master WHERE name = 'half'`)).toBeUndefined();
    database.close();
    expect(rows(file)).toEqual(before);
    expect(fs.existsSync(copyBefore(file, NEWEST_SCHEMA))).toBe(true);
  });

  // Fault: a gap or a repetition in the numbers, by which a step would be left out.
  it('are numbered from 1 without a gap', () => {
    expect(MIGRATIONS.map(({ version }) => version)).toEqual(
      MIGRATIONS.map((_, index) => index + 1),
    );
  });
});
