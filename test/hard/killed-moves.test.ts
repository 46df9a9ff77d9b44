import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { nodeExecutable } from '../../build/setup/places.mjs';
import { openStore, type Store } from '../../electron/store/open';
import { findFaults, reportOf } from '../../electron/recovery/check';
import { makeBackup } from '../../electron/recovery/backups';
import { endMove } from '../../electron/recovery/endMove';
import { dataFolderOf } from '../../electron/store/location';
import { moveData } from '../../electron/recovery/move';
import { storedExample } from '../archive/fixtures';
import { contents, dataFolders } from '../store/folder';
import { bundleDriver, bundleProgram } from './faulty/bundle';
import { LIMIT, LONG, suite } from './suite';

const folders = dataFolders();
const { done, dice } = suite('killed-moves', 0, 0);
let faulty = '';
let program = '';

/** A data folder with a conversation of words and pictures, a copy of it, and a file of somebody else. */
async function filled(): Promise<string> {
  const home = folders.make();
  const store = openStore({ folder: home });
  await storedExample(store);
  await makeBackup(store, 'asked');
  store.close();
  fs.writeFileSync(path.join(home, 'images', 'letter.txt'), 'dear');
  return home;
}

/** Moves and is killed before operation `place`, for 0 not at all; the operations that were begun. */
function move(home: string, to: string, place: number): string[] {
  const args = [program, home, to, faulty, String(place)];
  const { signal, stdout, stderr } = spawnSync(nodeExecutable(), args, { encoding: 'utf8' });
  expect([stdout, signal, stderr]).toEqual([stdout, place === 0 ? null : 'SIGKILL', '']);
  return z.array(z.string()).parse(JSON.parse(stdout));
}

/** Operations before which a killed move has done half of what belongs together. */
const HALF = /moved\.json|CREATE TRIGGER|COMMIT/;

/** Numbers of the operations to be killed before: all of them, or a few of each kind. */
function placesOf(operations: readonly string[]): number[] {
  const all = operations.map((_, index) => index + 1);
  if (LONG) return all;
  const half = all.filter((place) => HALF.test(operations[place - 1] ?? ''));
  const ends = half.filter((place) => !operations[place - 1]?.startsWith('CREATE'));
  return [...new Set([...ends.slice(-4), dice.of(half), dice.of(all), dice.of(all)])];
}

/** All rows of messages and parts, and every picture, read from a store that can be written to. */
async function wholeOf(store: Store): Promise<unknown> {
  const rows = ['conversation', 'message', 'part'].map((table) =>
    store.database.all(`SELECT * FROM ${table} ORDER BY 1, 2`),
  );
  const images = store.database.all<{ hash: string }>('SELECT hash FROM image ORDER BY hash');
  const bytes = await Promise.all(images.map(({ hash }) => store.images.readImage(hash)));
  const { findings } = reportOf(store, await findFaults(store));
  return { rows, images, bytes, findings: findings.filter(({ kind }) => kind !== 'unnamed') };
}

/**
 * Opens what the program finds at its next start: all of it is there, and more can be kept. One that
 * is still where it was is moved again; in the end nothing is left where it was.
 */
async function expectWhole(home: string, target: string, whole: unknown, at: string) {
  const folder = dataFolderOf(home);
  let store = openStore({ folder });
  expect([at, await wholeOf(store)]).toEqual([at, whole]);
  store.conversations.create();
  expect([at, await endMove(store, home)]).toEqual([at, undefined]);
  if (folder !== target) {
    await moveData(store, home, target);
    store = openStore({ folder: dataFolderOf(home) });
    expect([at, await endMove(store, home)]).toEqual([at, undefined]);
  }
  expect([at, store.folder]).toEqual([at, target]);
  store.close();
}

beforeAll(async () => {
  faulty = (await bundleDriver()).module;
  program = await bundleProgram(path.join(import.meta.dirname, 'killed/move.ts'), 'move');
});

describe('a move that is killed', () => {
  let kills = 0;

  // Catches data that is half here and half there, nowhere, or that cannot be written to any more.
  it.each(['there', 'back'])(
    'goes on where the data was or where it is, %s',
    async (way) => {
      const back = way === 'back';
      let places = [0];
      for (let place = places.shift(); place !== undefined; place = places.shift()) {
        const home = await filled();
        const to = path.join(folders.make(), 'new');
        let store = openStore({ folder: home });
        const whole = await wholeOf(store);
        if (back) {
          await moveData(store, home, to);
          store = openStore({ folder: to });
          await endMove(store, home);
        }
        store.close();
        const [left, target] = back ? [to, home] : [home, to];
        const operations = move(home, target, place);
        if (place === 0) places = placesOf(operations);
        else kills += 1;
        const at = `${place}: ${operations.at(-1) ?? ''}`;
        await expectWhole(home, target, whole, at);
        const letter = path.join('images', 'letter.txt');
        const stays = back ? ['moved.json'] : [letter, 'moved.json'];
        expect([at, [...contents(left).keys()].sort()]).toEqual([at, stays]);
        expect([at, fs.readFileSync(path.join(home, letter), 'utf8')]).toEqual([at, 'dear']);
        for (const folder of [home, path.dirname(to)]) fs.rmSync(folder, { recursive: true });
      }
      if (back) done(kills, 'there and back, before each operation');
    },
    LIMIT,
  );
});
