import fs from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { conversationHash } from '../../electron/archive/hash';
import { exportArchive } from '../../electron/archive/exportArchive';
import { importSource } from '../../electron/archive/import';
import { openSource } from '../../electron/archive/openSource';
import { openZip } from '../../electron/archive/zip/read';
import { inspectPicture } from '../../electron/images/inspect';
import { readWhole } from '../../electron/store/wholeConversation';
import { storedExample } from '../archive/fixtures';
import { rawZip, type RawEntry } from '../archive/rawZip';
import { contents, dataFolders } from '../store/folder';
import { LIMIT, suite, type Dice } from './suite';

const folders = dataFolders();
const { cases, dice, done } = suite('hostile-archives', 12, 600);
let good = Buffer.alloc(0);
const entries: RawEntry[] = [];
let hash = '';

/** A name that should never become a file. */
const namesOf = (dice: Dice): string =>
  dice.of([
    '../evil.png',
    '..\\evil.png',
    '/etc/passwd',
    'C:/evil.png',
    'images/\0.png',
    'images/../../evil',
    'images/\u202egnp.exe',
    'images/NUL.png',
    './archive.json',
    'ARCHIVE.JSON',
    'archive.json',
    'images/',
    'x'.repeat(70_000 % 65_000),
    `images/${'a'.repeat(64)}.png`,
    `tokens/${'A'.repeat(64)}.f32`,
    '__proto__',
    'conversations/constructor.json',
  ]);

/** Spoils one entry of a good archive, or adds one. */
function spoil(list: readonly RawEntry[], dice: Dice): RawEntry[] {
  const place = dice.below(list.length);
  const change = (harm: Partial<RawEntry>): RawEntry[] =>
    list.map((entry, at) => (at === place ? { ...entry, ...harm } : entry));
  const bytes = Buffer.from(list[place]?.bytes ?? []);
  switch (dice.below(9)) {
    case 0:
      return change({ name: namesOf(dice) });
    case 1:
      return [...list, { name: namesOf(dice), bytes: Buffer.from('x') }];
    case 2:
      return change({ crc: dice.below(2 ** 31) });
    case 3:
      return change({ size: dice.below(2 ** 31), method: dice.of([0, 8]) });
    case 4:
      return change({ mode: dice.of([0o120777, 0o060644, 0o010644, 0o140755]) });
    case 5:
      return change({ method: dice.of([1, 6, 12, 14, 93, 99]), flags: dice.of([0, 1, 0x2000]) });
    case 6:
      for (let flips = 1 + dice.below(4); flips > 0; flips -= 1) {
        bytes[dice.below(bytes.length)] = dice.below(256);
      }
      return change({ bytes });
    case 7:
      return list.filter((_, at) => at !== place);
    default:
      return change({
        bytes: dice.of([Buffer.alloc(3e6), Buffer.from('{}'), Buffer.alloc(0)]),
        method: 8,
      });
  }
}

/** Another file: entries spoilt, or the bytes of the whole archive. */
function write(file: string, dice: Dice): void {
  if (dice.share() < 0.6) {
    rawZip(file, spoil(entries, dice));
    return;
  }
  const bytes = Buffer.from(good);
  for (let flips = 1 + dice.below(6); flips > 0; flips -= 1) {
    bytes[dice.below(bytes.length)] = dice.below(256);
  }
  const cut = dice.share() < 0.3 ? bytes.subarray(0, dice.below(bytes.length)) : bytes;
  fs.writeFileSync(file, cut);
}

beforeAll(async () => {
  const store = folders.open();
  const { id } = await storedExample(store);
  hash = conversationHash(readWhole(store.database, id));
  const file = path.join(folders.make(), 'good.metamorph');
  await exportArchive(store, { kind: 'all' }, file, false);
  good = fs.readFileSync(file);
  const zip = await openZip(file);
  for (const name of zip.entries.keys()) entries.push({ name, bytes: await zip.read(name) });
  zip.close();
});

describe('archives with something wrong in them', () => {
  // Fault: a file outside of the store, half an import, other words under a good name, a process
  // that ends. An archive comes in as it was exported, or not at all.
  it(
    'are refused before anything is written, or are whole all the same',
    async () => {
      let whole = 0;
      for (let round = 0; round < cases; round += 1) {
        const outside = folders.make();
        const file = path.join(outside, 'spoilt.metamorph');
        write(file, dice);
        const victim = folders.open(path.join(outside, 'data'));
        const before = [...contents(outside).keys()].sort();
        const error: unknown = await (async () => {
          const source = await openSource(file, { inspect: inspectPicture });
          try {
            await importSource(victim, source);
          } finally {
            source.close();
          }
        })().catch((thrown: unknown) => thrown);
        if (error === undefined) {
          whole += 1;
          for (const { id } of victim.conversations.list()) {
            expect(conversationHash(readWhole(victim.database, id))).toBe(hash);
          }
        } else {
          expect(error).toHaveProperty('name', 'AppError');
          expect((error as Error).message).toMatch(/^[^\n\u202e\0]{10,1000}$/);
          expect([...contents(outside).keys()].sort()).toEqual(before);
          expect(victim.conversations.list()).toEqual([]);
          expect(victim.database.all('SELECT * FROM image')).toEqual([]);
        }
        victim.close();
        fs.rmSync(outside, { recursive: true });
      }
      done(cases, `${whole} of them whole all the same`);
    },
    LIMIT,
  );
});
