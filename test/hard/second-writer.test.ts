import Database from 'better-sqlite3';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { nodeExecutable } from '../../build/setup/places.mjs';
import { exportArchive } from '../../electron/archive/exportArchive';
import { connect, loadDriver } from '../../electron/store/connection';
import { migrate, MIGRATIONS, NEWEST_SCHEMA } from '../../electron/store/migrations/migrate';
import { DATABASE } from '../../electron/store/open';
import { makeBackup } from '../../electron/recovery/backups';
import { endMove } from '../../electron/recovery/endMove';
import { dataFolderOf } from '../../electron/store/location';
import { moveData } from '../../electron/recovery/move';
import { backupsFolder, databaseKey } from '../../electron/store/folders';
import { rescue } from '../../electron/recovery/rescue';
import { storedExample } from '../archive/fixtures';
import { packageFolder } from '../chat/fixture';
import { dataFolders } from '../store/folder';
import { fillStore, harmInPlace } from '../recovery/damaged';
import { bundleProgram } from './faulty/bundle';
import { bundleWriter, SecondWriter, type Kept } from './second/started';
import { LIMIT, suite } from './suite';

const folders = dataFolders();
const { cases, dice, done } = suite('second-writer', 5, 100);
const MOVED =
  /^The conversations were moved to .*: start this again, so that it finds them there\.$/;
const GONE = /no longer where it was/;
/** More turns than are kept before the other process does its work. */
const MOST = 25;
let program = '';
let ask = '';
let archive = '';
let turns = 0;

/** Starts a second writer and waits until it has kept some turns. */
async function writing(...words: readonly string[]): Promise<SecondWriter> {
  const writer = await SecondWriter.started(program, ...words);
  writer.begin();
  await writer.reached(1 + dice.below(MOST));
  return writer;
}

/** Words of the messages of a database, by id. */
function wordsIn(file: string): Map<string, string> {
  const database = new Database(file, { readonly: true });
  expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
  const rows = database
    .prepare<[], { id: string; text: string }>(
      `SELECT message_id AS id, text FROM part WHERE kind = 'text'`,
    )
    .all();
  database.close();
  return new Map(rows.map((row) => [row.id, row.text]));
}

/** Every turn that was acknowledged is in a database, word for word. */
function expectKept(file: string, kept: readonly Kept[]): void {
  const words = wordsIn(file);
  const lost = kept.filter(({ kept: id, text: said }) => words.get(id) !== said);
  expect(lost).toEqual([]);
  turns += kept.length;
}

/** How many of all cases each kind of work has. */
const share = (part: number): number => Math.max(1, Math.round(cases * part));
const rounds = (part: number): number[] => Array.from({ length: share(part) }, (_, round) => round);

/** Runs a command in a process of its own, as a person does. */
async function typed(bundle: string, ...words: readonly string[]) {
  const child = spawn(nodeExecutable(), [bundle, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
  const [out, err, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number | null]>,
  ]);
  return { out, err, code };
}

const reportSchema = z.looseObject({ conversation: z.uuid() });

beforeAll(async () => {
  program = await bundleWriter();
  const cli = path.resolve(import.meta.dirname, '../../electron/cli');
  ask = await bundleProgram(path.join(cli, 'main.ts'), 'ask');
  archive = await bundleProgram(path.join(cli, 'archive/main.ts'), 'archive');
});

describe('what a second process was told is kept', () => {
  // Catches a turn that went into the old file after it was copied, and is gone with it.
  it(
    'is there after a move',
    async () => {
      for (const round of rounds(0.4)) {
        const home = folders.make();
        const { messages } = await fillStore(home);
        const to = path.join(folders.make(), 'new');
        const store = folders.open(home);
        const writer = await writing(home);
        await moveData(store, home, to);
        // It goes on until it is refused; only the new folder is written to by whoever starts now.
        await writer.reached(Infinity);
        await writer.end();
        expect(writer.refused).toMatch(MOVED);
        const after = await writing(home);
        await after.end();
        expect(after.refused).toBeUndefined();
        const moved = folders.open(dataFolderOf(home));
        const kept = [...writer.kept, ...after.kept];
        expect([round, await endMove(moved, home)]).toEqual([round, undefined]);
        expect(fs.readdirSync(home)).toEqual(['moved.json']);
        moved.close();
        expectKept(path.join(to, DATABASE), kept);
        expect(wordsIn(path.join(to, DATABASE)).size).toBeGreaterThanOrEqual(messages);
      }
    },
    LIMIT,
  );

  // Catches a command of the terminal that says a conversation is kept, and it is nowhere.
  it(
    'is there after a move, said by the commands themselves',
    async () => {
      const home = folders.make();
      const outside = folders.make();
      const store = folders.open(home);
      const { id } = await storedExample(store);
      const file = path.join(outside, 'hats.metamorph');
      await exportArchive(store, { kind: 'conversation', id }, file, false);
      store.conversations.delete(id);
      store.trash.remove({ kind: 'conversation', id });
      const to = path.join(outside, 'new');
      const words = ['--data', home, '--json', '--max-tokens', '12', '--package'];
      const question = [...words, packageFolder('embedded-like'), 'What is a hat?'];
      // One asks while the data is moved, and is told that its turn is kept or why it is not.
      const first = typed(ask, ...question);
      const begun = (): boolean => store.conversations.list().length > 0;
      await expect.poll(begun, { interval: 1, timeout: LIMIT }).toBe(true);
      await moveData(store, home, to);
      const { out, err, code } = await first;
      const acknowledged = code === 0 ? [reportSchema.parse(JSON.parse(out)).conversation] : [];
      if (code !== 0) expect(err.trim()).toMatch(MOVED);
      // Others come later, before and after the old folder is emptied.
      for (const round of [1, 2]) {
        const asked = await typed(ask, ...question);
        expect([round, asked.err, asked.code]).toEqual([round, '', 0]);
        acknowledged.push(reportSchema.parse(JSON.parse(asked.out)).conversation);
        const imported = await typed(archive, 'import', '--data', home, file);
        expect([round, imported.err, imported.code]).toEqual([round, '', 0]);
        const moved = folders.open(to);
        expect(await endMove(moved, home)).toBeUndefined();
        expect(moved.conversations.list().map((one) => one.id)).toEqual(
          expect.arrayContaining([...acknowledged, id]),
        );
        moved.close();
      }
      expect(fs.readdirSync(home)).toEqual(['moved.json']);
      fs.rmSync(to, { recursive: true });
      // The disk is gone: nothing is begun in its place.
      const nowhere = await typed(ask, ...question);
      expect([nowhere.code, nowhere.err]).toEqual([3, expect.stringContaining('is not there')]);
      expect(fs.existsSync(to)).toBe(false);
    },
    LIMIT,
  );

  // Catches a copy that lacks what was kept before it was begun, or that keeps others from writing.
  it(
    'is there after a copy, and in the copy',
    async () => {
      for (const round of rounds(0.2)) {
        const folder = folders.make();
        await fillStore(folder);
        const store = folders.open(folder);
        const writer = await writing(folder);
        const before = [...writer.kept];
        const { name } = await makeBackup(store, 'asked');
        const during = writer.kept.length;
        await writer.reached(during + 1 + dice.below(3));
        await writer.end();
        expect([round, writer.refused]).toEqual([round, undefined]);
        expectKept(path.join(backupsFolder(folder), databaseKey(name)), before);
        store.close();
        expectKept(path.join(folder, DATABASE), writer.kept);
      }
    },
    LIMIT,
  );

  // Catches a turn that went into the damaged original after it was read, and lies aside with it.
  it(
    'is there after a rescue',
    async () => {
      for (const round of rounds(0.2)) {
        const folder = folders.make();
        const { file } = await fillStore(folder);
        const writer = await writing(folder);
        harmInPlace(file);
        const rescued = rescue(folder, undefined);
        await writer.reached(Infinity);
        await writer.end();
        expect([round, writer.refused]).toEqual([round, expect.stringMatching(GONE)]);
        expect(rescued.tables.length).toBeGreaterThan(0);
        const after = await writing(folder);
        await after.end();
        expectKept(file, [...writer.kept, ...after.kept]);
      }
    },
    LIMIT,
  );

  // Catches two processes that migrate at once, and a turn of an older program that the newer one drops.
  it(
    'is there after a migration that several begin at once',
    async () => {
      for (const round of rounds(0.2)) {
        const version = 1 + (round % (NEWEST_SCHEMA - 1));
        const folder = folders.make();
        const file = path.join(folder, DATABASE);
        const database = connect({ driver: loadDriver(undefined), file });
        database.script('PRAGMA journal_mode = WAL');
        migrate(database, file, MIGRATIONS.slice(0, version));
        database.close();
        const older = await writing(folder, String(version));
        const newer = await Promise.all([1, 2].map(() => SecondWriter.started(program, folder)));
        for (const writer of newer) writer.begin();
        for (const writer of newer) await writer.reached(1 + dice.below(5));
        for (const writer of [older, ...newer]) await writer.end();
        expect([version, ...newer.map(({ refused }) => refused)]).toEqual([
          version,
          undefined,
          undefined,
        ]);
        folders.open(folder).close();
        expectKept(file, [...older.kept, ...newer.flatMap(({ kept }) => kept)]);
      }
      const all = share(0.4) + 3 * share(0.2);
      done(all, `moves 40 %, copies, rescues and migrations 20 % each; ${turns} turns told`);
    },
    LIMIT,
  );
});
