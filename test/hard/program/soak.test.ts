import fs from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { DATABASE } from '../../../electron/store/open';
import { removeFolder } from '../../e2e/launch';
import { emptyDataFolder } from '../../e2e/program';
import { tinyFolder } from '../../runtime/reference';
import { dataFolders } from '../../store/folder';
import { LIMIT, suite } from '../suite';
import { growthOf, READABLE, readProcess, type Reading } from './soak/memory';
import { startUnwatched, type Unwatched } from './soak/program';
import { ask, begin, check, visitLibrary, type Turn } from './soak/window';

const { cases, done } = suite('soak', 200, 2000);
const stores = dataFolders();
const running: Unwatched[] = [];
const folders: string[] = [];

/** Whether there are turns enough that what is compiled and filled in the first hundreds counts little. */
const WHOLE = cases >= 1000;
/** Turns after which memory is read, and turns between two readings. */
const SETTLED = WHOLE ? 200 : Math.floor(cases / 2);
const EVERY = WHOLE ? 25 : 10;
/** A machine with other work takes more than a second for a turn (milliseconds for all). */
const SHORT_LIMIT = 5 * 60_000;
/** Turns between two looks into the library, and between two checks of all data. */
const LIBRARY = 50;
const CHECK = 200;
/**
 * Most that the memory of a process may grow from then on, as a share, and its handles. In the short
 * form code is still being compiled and caches filled: only what grows by the turn is seen.
 */
const MOST = WHOLE ? { memory: 0.05, handles: 0 } : { memory: 0.2, handles: 4 };
/**
 * Most (bytes) of the database that its driver keeps in the main process (SQLite's `cache_size` as
 * better-sqlite3 sets it). It fills as the file grows, so what it can hold is taken off.
 */
const PAGES = 16_000 * 1024;
/** Fewer readings say nothing of a line. */
const FEWEST = 10;
/** What it holds is what is on the screen at that moment; its handles are looked at as any other's. */
const DRAWING = 'GPU';
/** The main process, and all that live as long as it does, by the names that Electron gives them. */
const MAIN = 'Browser';
const LASTING = [MAIN, 'Tab', 'MetaMorph model'];

afterEach(async () => {
  for (const program of running.splice(0)) await program.kill();
  for (const folder of folders.splice(0)) removeFolder(folder);
});

/** A data folder whose first start is over, with settings for short and equal answers. */
function prepared(): string {
  const folder = emptyDataFolder();
  folders.push(folder);
  const store = stores.open(folder);
  store.settings.set({
    ...store.settings.get(),
    welcomed: true,
    provider: 'cpu',
    temperature: 0,
    threads: 1,
    seed: 5,
    titles: false,
    maxTokens: 60,
    steps: 2,
  });
  store.close();
  return folder;
}

/** A third of the turns ask for a picture, a third show one; after ten a person begins anew. */
function turnOf(number: number): Turn {
  const fresh = number % 10 === 0;
  if (number % 3 === 0)
    return { text: 'Generate an image of a red umbrella.', picture: null, fresh };
  if (number % 3 === 1) return { text: 'What is in the picture?', picture: number, fresh };
  return { text: `Hello ${number}`, picture: null, fresh };
}

/** How each lasting process grew, as words for the table; faults are those that grew too much. */
function judge(readings: ReadonlyMap<string, readonly Reading[]>): {
  words: string[];
  faults: string[];
} {
  const words: string[] = [];
  const faults: string[] = [];
  for (const [name, all] of readings) {
    // What was ended for its idleness began anew: only the newest one is looked at.
    const one = all.filter(({ pid }) => pid === all.at(-1)?.pid);
    if (one.length < all.length && LASTING.includes(name)) faults.push(`${name} began anew`);
    if (one.length < FEWEST) continue;
    const { memory, handles } = growthOf(one);
    const megabytes = Math.round((one.at(-1)?.memory ?? 0) / 1e6);
    const said = `${name} ${megabytes} MB ${(memory * 100).toFixed(1)} %, handles ${handles}`;
    words.push(said);
    const grows = name !== DRAWING && memory >= MOST.memory;
    if (grows || handles > MOST.handles) faults.push(said);
  }
  return { words, faults };
}

describe('a day of work in small', () => {
  // Fault: memory or handles of a process that grow with each turn; words or pictures that are lost
  // in a long run; a process that ends and is begun anew unseen.
  it(
    'keeps memory and handles of each process flat, and every turn',
    async () => {
      const data = prepared();
      const program = startUnwatched(data, tinyFolder('embedded-like'));
      running.push(program);
      await program.inWindow(begin);
      const readings = new Map<string, Reading[]>();
      for (let number = 0; number < cases; number += 1) {
        const { ended, failed } = await program.inWindow(ask, turnOf(number));
        expect([ended, failed]).toEqual([number + 1, 0]);
        const turns = number + 1;
        if (turns % LIBRARY === 0) await program.inWindow(visitLibrary);
        if (turns % CHECK === 0) expect(await program.inWindow(check)).toBe(0);
        if (turns < SETTLED || turns % EVERY !== 0 || !READABLE) continue;
        const pages = Math.min(PAGES, fs.statSync(path.join(data, DATABASE)).size);
        for (const [name, pid] of await program.rest()) {
          const reading = readProcess(pid, turns);
          if (!reading) continue;
          const memory = reading.memory - (name === MAIN ? pages : 0);
          readings.set(name, [...(readings.get(name) ?? []), { ...reading, memory }]);
        }
      }
      expect(await program.inWindow(check)).toBe(0);
      expect(await program.quit()).toBe(0);

      const store = stores.open(data);
      const messages = store.conversations.list().flatMap(({ id }) => store.messages.all(id));
      expect(messages).toHaveLength(cases * 2);
      const { words, faults } = judge(readings);
      expect(faults).toEqual([]);
      done(cases, words.length > 0 ? words.join('; ') : 'too few for memory to be judged');
    },
    Math.max(LIMIT, SHORT_LIMIT),
  );
});
