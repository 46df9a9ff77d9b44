import fs from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { DATABASE, openStore, quarantineDatabase, type Store } from '../../electron/store/open';
import { markClosed } from '../../electron/store/cleanShutdown';
import { DamagedError, isCorrupt } from '../../electron/store/error';
import { checkDeferred } from '../../electron/recovery/deferredCheck';
import { rescue } from '../../electron/recovery/rescue';
import { DEFAULT_SETTINGS } from '../../electron/store/settings';
import { conversations, hold, keepSome } from '../archive/fixtures';
import { contents, dataFolders } from '../store/folder';
import fc from 'fast-check';
import { LIMIT, suite, type Dice } from './suite';

const folders = dataFolders();
const { cases, dice, seed, done } = suite('damaged-databases', 40, 500);
const PAGE = 4096;
/** A data folder that was closed well, and one whose log was never written back. */
let closed = new Map<string, Buffer>();
let open = new Map<string, Buffer>();

/** The files of the database. */
function files(folder: string): Map<string, Buffer> {
  const names = ['', '-wal', '-shm'].map((end) => DATABASE + end);
  const there = names.filter((name) => fs.existsSync(path.join(folder, name)));
  return new Map(there.map((name) => [name, fs.readFileSync(path.join(folder, name))]));
}

/** Harms the files of a database: flipped bytes, cut short, zeroed or exchanged pages. */
function harm(dice: Dice, before: ReadonlyMap<string, Buffer>): [string, Map<string, Buffer>] {
  const after = new Map([...before].map(([name, bytes]) => [name, Buffer.from(bytes)]));
  const names = [...before.keys()].filter((name) => !name.endsWith('-shm'));
  const name = dice.share() < 0.75 ? DATABASE : dice.of(names);
  const bytes = after.get(name) ?? Buffer.alloc(0);
  const pages = Math.floor(bytes.length / PAGE);
  const page = dice.below(Math.max(1, pages)) * PAGE;
  switch (dice.below(6)) {
    case 0:
      for (let flips = 1 + dice.below(16); flips > 0; flips -= 1) {
        const place = dice.below(bytes.length);
        bytes[place] = (bytes[place] ?? 0) ^ (1 + dice.below(255));
      }
      return [`flips in ${name}`, after];
    case 1: {
      const length = dice.below(bytes.length);
      after.set(name, bytes.subarray(0, length));
      return [`${name} cut to ${length}`, after];
    }
    case 2:
      bytes.fill(0, page, page + PAGE);
      return [`a page of zeros at ${page} of ${name}`, after];
    case 3:
      dice.bytes(PAGE).copy(bytes, page);
      return [`a page of noise at ${page} of ${name}`, after];
    case 4:
      Buffer.from(before.get(name) ?? bytes).copy(
        bytes,
        page,
        dice.below(pages) * PAGE,
        dice.below(pages) * PAGE + PAGE,
      );
      return [`another page at ${page} of ${name}`, after];
    default: {
      const place = dice.below(Math.min(bytes.length, 110));
      bytes[place] = dice.below(256);
      return [`the head of ${name} at ${place}`, after];
    }
  }
}

/** Uses everything that a window reads and writes; only the store's own sentences may be thrown. */
function use(store: Store): void {
  const attempt = (act: () => unknown): void => {
    try {
      act();
    } catch (error) {
      expect(error).toHaveProperty('name', 'AppError');
    }
  };
  attempt(() => store.settings.get());
  attempt(() => store.search.find('the'));
  attempt(() => store.library.list({ origin: null, packageName: null, words: '' }, 0, 50));
  attempt(() => {
    for (const { id, leafId } of store.conversations.list()) {
      attempt(() => store.messages.all(id));
      attempt(() => store.messages.branch(leafId));
      attempt(() => store.drafts.get(id));
      attempt(() => store.queue.list(id));
    }
  });
  attempt(() => {
    const { id } = store.conversations.create();
    const parts = [{ type: 'text', text: 'said after the damage' } as const];
    const message = store.messages.add({ conversationId: id, parentId: null, role: 'user', parts });
    // What was taken is there: nothing is acknowledged and lost.
    expect(store.messages.get(message).parts).toEqual(parts);
  });
}

beforeAll(async () => {
  const store = folders.open();
  const kept = await keepSome(store, 4);
  hold(store, fc.sample(conversations(kept, 40), { seed, numRuns: 1 })[0] ?? []);
  open = files(store.folder);
  store.close();
  closed = files(store.folder);
});

describe('a damaged database', () => {
  // Fault: a program that ends, changes the damaged file, or takes words and loses them.
  it(
    'is refused with its bytes untouched, or opened and used',
    async () => {
      const counts = { refused: 0, rescued: 0, opened: 0, late: 0 };
      for (let round = 0; round < cases; round += 1) {
        const folder = folders.make();
        const [how, harmed] = harm(dice, round % 3 === 2 ? open : closed);
        for (const [name, bytes] of harmed) fs.writeFileSync(path.join(folder, name), bytes);
        // Damage that the mark of an orderly closing hides.
        const later = round % 3 === 1;
        const file = path.join(folder, DATABASE);
        if (later) markClosed(file);
        const before = contents(folder);
        let store: Store | undefined;
        let damaged = false;
        try {
          store = openStore({ folder, checkedLater: later });
        } catch (error) {
          damaged = error instanceof DamagedError || isCorrupt(error);
          expect([how, error]).toEqual([how, expect.objectContaining({ name: 'AppError' })]);
        }
        if (store) {
          counts.opened += 1;
          use(store);
          const fault = await checkDeferred(store, () => Promise.reject(new Error('No process.')));
          store.close();
          if (fault !== undefined) {
            counts.late += 1;
            const bytes = before.get(DATABASE);
            expect([how, contents(folder).get(DATABASE) === bytes]).toEqual([how, true]);
            const kept = contents(rescue(folder, undefined).aside);
            expect([how, kept.get(DATABASE) === bytes]).toEqual([how, true]);
            const again = openStore({ folder });
            expect(again.database.get('PRAGMA integrity_check')).toEqual({ integrity_check: 'ok' });
            again.close();
          }
        } else {
          counts.refused += 1;
          // What a late check needs beside the file itself may be gone or added.
          const same = (name: string): boolean => !later || name === DATABASE;
          const only = (all: Map<string, string>) => [...all].filter(([name]) => same(name));
          expect([how, only(contents(folder))]).toEqual([how, only(before)]);
          // The ways out: what can be read is rescued, or all is begun anew; the original stays whole.
          if (damaged) counts.rescued += 1;
          const aside = damaged ? rescue(folder, undefined).aside : quarantineDatabase(folder);
          const kept = damaged ? contents(aside) : contents(folder);
          for (const [name, bytes] of only(before)) {
            const place = damaged ? name : name.replace(DATABASE, path.basename(aside));
            expect([how, kept.get(place) === bytes]).toEqual([how, true]);
          }
          const again = openStore({ folder });
          use(again);
          expect(again.database.get('PRAGMA integrity_check')).toEqual({ integrity_check: 'ok' });
          again.close();
        }
        fs.rmSync(folder, { recursive: true });
      }
      expect(counts.refused).toBeGreaterThan(cases / 5);
      done(
        cases,
        `${counts.rescued} rescued, ${counts.refused - counts.rescued} refused, ${counts.opened} opened and used, ${counts.late} of them found damaged after it`,
      );
    },
    LIMIT,
  );
});

describe('a value inside that is damaged', () => {
  // Fault: one flipped byte in what is kept as JSON, and nothing starts or no conversation opens.
  it('is done without', () => {
    const store = folders.open();
    const { id: conversationId } = store.conversations.create();
    const parts = [{ type: 'text', text: 'Here it is.' } as const];
    const answer = store.messages.add({ conversationId, parentId: null, role: 'assistant', parts });
    store.settings.set({ ...store.settings.get(), theme: 'dark' });
    store.database.script('PRAGMA ignore_check_constraints = ON');
    for (const damaged of ['{"theme":', '[]', 'null', '{"package":1}']) {
      store.database.run('UPDATE settings SET value = ?', damaged);
      store.database.run('UPDATE message SET details = ?', damaged);
      expect(store.settings.get()).toEqual(DEFAULT_SETTINGS);
      expect(store.messages.get(answer)).toMatchObject({ parts, details: null });
    }
  });
});
