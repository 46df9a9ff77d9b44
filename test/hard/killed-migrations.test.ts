import Database from 'better-sqlite3';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { nodeExecutable } from '../../build/setup/places.mjs';
import { connect, loadDriver } from '../../electron/store/connection';
import {
  copyBefore,
  migrate,
  MIGRATIONS,
  NEWEST_SCHEMA,
} from '../../electron/store/migrations/migrate';
import { DATABASE } from '../../electron/store/open';
import { dataFolders } from '../store/folder';
import { bundleDriver, bundleProgram } from './faulty/bundle';
import { LIMIT, LONG, suite } from './suite';

const folders = dataFolders();
const driver = loadDriver(undefined);
const CONVERSATION = '00000000-0000-4000-8000-000000000001';
let faulty = '';
let program = '';

/** A data folder that an older program left, with some messages. */
function older(version: number): string {
  const folder = folders.make();
  const file = path.join(folder, DATABASE);
  const database = connect({ driver, file });
  migrate(database, file, MIGRATIONS.slice(0, version));
  database.run(
    'INSERT INTO conversation (id, title, created_at, updated_at) VALUES (?, ?, 1, 1)',
    CONVERSATION,
    'Hats',
  );
  for (let turn = 0; turn < 20; turn += 1) {
    const id = `00000000-0000-4000-8000-0000000001${String(turn).padStart(2, '0')}`;
    database.run(
      `INSERT INTO message (id, conversation_id, role, created_at) VALUES (?, ?, 'user', ?)`,
      id,
      CONVERSATION,
      turn,
    );
    database.run(
      `INSERT INTO part (message_id, position, kind, text) VALUES (?, 0, 'text', ?)`,
      id,
      `Draw hat ${turn}`,
    );
  }
  database.close();
  return folder;
}

/** Opens the folder and is killed before operation `place`; for 0 the number of operations. */
function open(folder: string, place: number): number {
  const args = [program, folder, faulty, String(place)];
  const { signal, stdout, stderr } = spawnSync(nodeExecutable(), args, { encoding: 'utf8' });
  expect([signal, stderr]).toEqual([place === 0 ? null : 'SIGKILL', '']);
  return Number(stdout);
}

/** What version 1 knew of every message. */
function words(file: string): unknown[] {
  const database = new Database(file, { readonly: true });
  const rows = database
    .prepare(
      `SELECT message.id, message.role, part.position, part.text FROM message
       JOIN part ON part.message_id = message.id ORDER BY message.id`,
    )
    .all();
  database.close();
  return rows;
}

function expectSound(file: string, version: number): void {
  const database = new Database(file, { readonly: true });
  expect(database.pragma('user_version', { simple: true })).toBe(version);
  expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
  database.close();
}

beforeAll(async () => {
  faulty = (await bundleDriver()).module;
  program = await bundleProgram(path.join(import.meta.dirname, 'killed/migration.ts'), 'migration');
});

describe('a migration that is killed', () => {
  // Fault: a database between two versions, a lost row, a copy that is half a copy.
  it(
    'goes on at the next start, from each older version and after each operation',
    () => {
      const { done, dice } = suite('killed-migrations', 0, 0);
      let kills = 0;
      for (let version = 1; version < NEWEST_SCHEMA; version += 1) {
        const operations = open(older(version), 0);
        const all = Array.from({ length: operations }, (_, index) => index + 1);
        for (const place of LONG ? all : [dice.of(all), dice.of(all)]) {
          const folder = older(version);
          const file = path.join(folder, DATABASE);
          const before = words(file);
          open(folder, place);
          kills += 1;
          const store = folders.open(folder);
          expectSound(file, NEWEST_SCHEMA);
          expect(words(file)).toEqual(before);
          expect(store.search.find('hat')).not.toEqual([]);
          for (let copied = version; copied < NEWEST_SCHEMA; copied += 1) {
            if (!fs.existsSync(copyBefore(file, copied))) continue;
            expectSound(copyBefore(file, copied), copied);
            expect(words(copyBefore(file, copied))).toEqual(before);
          }
          expect(fs.readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
          store.close();
          fs.rmSync(folder, { recursive: true });
        }
      }
      expect(kills).toBeGreaterThan(NEWEST_SCHEMA);
      done(kills, `from versions 1 to ${NEWEST_SCHEMA - 1}, before each operation`);
    },
    LIMIT,
  );
});
