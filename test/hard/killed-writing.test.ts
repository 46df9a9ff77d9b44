import Database from 'better-sqlite3';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import readline from 'node:readline';
import { beforeAll, describe, expect, it } from 'vitest';
import { nodeExecutable } from '../../build/setup/places.mjs';
import { verify } from '../../electron/archive/check';
import { conversationHash } from '../../electron/archive/hash';
import { exportArchive } from '../../electron/archive/exportArchive';
import { openArchive } from '../../electron/archive/openArchive';
import { readWhole } from '../../electron/store/wholeConversation';
import { DATABASE, type Store } from '../../electron/store/open';
import { keepSome, hold } from '../archive/fixtures';
import { derivedId } from '../../electron/archive/plan';
import { dataFolders } from '../store/folder';
import { bundleProgram } from './faulty/bundle';
import { Moments } from './moments';
import { LIMIT, suite } from './suite';

const folders = dataFolders();
let answers = '';
let archives = '';

/**
 * Runs a program and kills it at a moment after its first line; returns all that it said. One that
 * ended before its moment was not killed: the moment is counted as missed.
 */
async function killedAt(
  moments: Moments,
  program: string,
  args: readonly string[],
): Promise<unknown[]> {
  const wait = moments.next();
  const child = spawn(nodeExecutable(), [program, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const said: unknown[] = [];
  let begun = 0;
  for await (const line of readline.createInterface({ input: child.stdout })) {
    said.push(JSON.parse(line));
    if (said.length > 1) continue;
    begun = performance.now();
    // The moment is what is tried here: it falls anywhere between two operations, or into one.
    setTimeout(() => child.kill('SIGKILL'), wait);
  }
  const [code] = (await ended) as [number | null];
  if (code === null) moments.hit();
  else {
    expect(code).toBe(0);
    moments.missed(performance.now() - begun);
  }
  return said;
}

/** The database is whole, and after a sweep each row has its file and each file its row. */
async function expectSound(folder: string): Promise<Store> {
  const database = new Database(path.join(folder, DATABASE));
  expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
  database.close();
  // What the killed process left unnamed is swept at once, as it would be a day later.
  folders.open(folder, { undoWindow: -1000 }).close();
  const store = folders.open(folder);
  for (const [table, place] of [
    ['image', 'images'],
    ['visual_tokens', 'tokens'],
  ] as const) {
    const rows = store.database.all<{ hash: string }>(`SELECT hash FROM ${table} ORDER BY hash`);
    const names = rows.map(({ hash }) => hash);
    expect(fs.readdirSync(path.join(folder, place)).sort()).toEqual(names);
  }
  for (const { hash } of store.database.all<{ hash: string }>('SELECT hash FROM image')) {
    await expect(store.images.readImage(hash)).resolves.toBeInstanceOf(Buffer);
  }
  expect(fs.readdirSync(folder).filter((name) => name.startsWith('incoming'))).toEqual([]);
  return store;
}

/** A store with `count` conversations of words and pictures. */
async function filled(count: number): Promise<Store> {
  const store = folders.open();
  const { images, tokens } = await keepSome(store, 6);
  for (let place = 0; place < count; place += 1) {
    const id = derivedId('killed', String(place));
    const plain = { createdAt: 5, shown: 0, name: '', error: null, details: null };
    const picture = { type: 'image', width: 8, height: 8, mediaType: 'image/png' } as const;
    const image = images[place % images.length] ?? '';
    hold(store, [
      {
        id,
        title: `Conversation ${place}`,
        pinned: false,
        systemPrompt: '',
        leafId: derivedId(id, 'ask'),
        createdAt: 1,
        updatedAt: place,
        archived: false,
        folder: '',
        tags: [],
        messages: [
          {
            ...plain,
            id: derivedId(id, 'ask'),
            parentId: null,
            role: 'user',
            finish: null,
            parts: [
              { type: 'text', text: 'a hat '.repeat(1 + place * 40) },
              { ...picture, image, rendering: null },
            ],
          },
        ],
      },
    ]);
  }
  expect(tokens).toHaveLength(6);
  return store;
}

beforeAll(async () => {
  const store = path.join(import.meta.dirname, '../store/killed/writer.ts');
  answers = await bundleProgram(store, 'answers');
  archives = await bundleProgram(path.join(import.meta.dirname, 'killed/writer.ts'), 'archives');
});

const { cases, dice, done } = suite('killed-writing', 9, 1000);
/** Of all kills; those of archives hold for imports and for exports. */
const SHARE = { answers: 0.6, archives: 0.2 };
let killed = 0;
/** Milliseconds after the first line within which a program without end is killed. */
const SPAN = 120;

describe('kill -9 at any moment', () => {
  // Fault: an acknowledged word or picture that is gone, a row without its file, a torn database.
  it(
    'while answers are written',
    async () => {
      const moments = new Moments(dice, Math.ceil(cases * SHARE.answers), SPAN);
      while (moments.goOn) {
        const folder = folders.make();
        const said = (await killedAt(moments, answers, [folder])) as {
          answer: string;
          text: string;
          image?: string;
        }[];
        const store = await expectSound(folder);
        for (const { answer, text, image } of said) {
          const [words, picture] = store.messages.get(answer).parts;
          expect(words?.type === 'text' ? words.text : '').toMatch(new RegExp(`^${text}`));
          if (image) expect(picture).toMatchObject({ type: 'image', image });
        }
        store.close();
        fs.rmSync(folder, { recursive: true });
      }
      expect(moments.hits).toBe(Math.ceil(cases * SHARE.answers));
      killed += moments.hits;
    },
    LIMIT,
  );

  // Fault: half an import, or one that was called done and is gone.
  it(
    'while archives are imported',
    async () => {
      const from = await filled(12);
      const given = folders.make();
      const hashes = new Map<string, string>();
      for (const { id } of from.conversations.list()) {
        const file = path.join(given, `${id}.metamorph`);
        await exportArchive(from, { kind: 'conversation', id }, file, false);
        hashes.set(id, conversationHash(readWhole(from.database, id)));
      }
      from.close();
      const moments = new Moments(dice, Math.ceil(cases * SHARE.archives), SPAN);
      while (moments.goOn) {
        const folder = folders.make();
        const said = (await killedAt(moments, archives, ['import', folder, given])) as {
          done?: string[];
        }[];
        const store = await expectSound(folder);
        const there = store.conversations.list().map(({ id }) => id);
        for (const id of said.flatMap(({ done: ids = [] }) => ids)) expect(there).toContain(id);
        for (const id of there) {
          expect(conversationHash(readWhole(store.database, id))).toBe(hashes.get(id));
        }
        store.close();
        fs.rmSync(folder, { recursive: true });
      }
      expect(moments.hits).toBe(Math.ceil(cases * SHARE.archives));
      killed += moments.hits;
    },
    LIMIT,
  );

  // Fault: an archive under its own name that is only half of one, or a good one that is lost for it.
  it(
    'while archives are exported',
    async () => {
      const store = await filled(8);
      const { folder } = store;
      store.close();
      const moments = new Moments(dice, Math.ceil(cases * SHARE.archives), SPAN);
      while (moments.goOn) {
        const target = folders.make();
        const said = (await killedAt(moments, archives, ['export', folder, target])) as {
          done?: string[];
        }[];
        const files = fs.readdirSync(target).filter((name) => name.endsWith('.metamorph'));
        for (const name of said.flatMap(({ done: names = [] }) => names)) {
          expect(files).toContain(name);
        }
        for (const name of files) {
          const source = await openArchive(path.join(target, name));
          await verify(source);
          expect(source.conversations.length).toBe(8);
          source.close();
        }
        fs.rmSync(target, { recursive: true });
      }
      expect(moments.hits).toBe(Math.ceil(cases * SHARE.archives));
      done(killed + moments.hits, 'all before their end: answers 60 %, imports 20 %, exports 20 %');
    },
    LIMIT,
  );
});
