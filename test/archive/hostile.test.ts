import fs from 'node:fs';
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { verify } from '../../electron/archive/check';
import { exportArchive } from '../../electron/archive/exportArchive';
import { contentHash, conversationHash } from '../../electron/archive/hash';
import { importSource } from '../../electron/archive/import';
import { openArchive } from '../../electron/archive/openArchive';
import { openSource } from '../../electron/archive/openSource';
import { inspectPicture } from '../../electron/images/inspect';
import { openZip } from '../../electron/archive/zip/read';
import { hashOf } from '../../electron/store/files';
import type { Store } from '../../electron/store/open';
import { contents, dataFolders } from '../store/folder';
import { storedExample, png } from './fixtures';
import { rawZip, type RawEntry } from './rawZip';
import {
  ARCHIVE_VERSION,
  type ArchivedConversation,
  type ArchiveIndex,
} from '../../shared/archive/schema';

const folders = dataFolders();
let good = '';
let example: ArchivedConversation;
let victim: Store;

/** Entries of the good archive, to be spoilt one at a time. */
async function entries(): Promise<Map<string, Buffer>> {
  const zip = await openZip(good);
  const all = new Map<string, Buffer>();
  for (const name of zip.entries.keys()) all.set(name, await zip.read(name));
  zip.close();
  return all;
}

const index = (all: Map<string, Buffer>): ArchiveIndex =>
  JSON.parse(String(all.get('archive.json'))) as ArchiveIndex;
const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

/** Writes the entries, changed, as an archive. */
async function spoilt(
  change: (all: Map<string, Buffer>) => void,
  more: readonly RawEntry[] = [],
): Promise<string> {
  const all = await entries();
  change(all);
  const file = path.join(folders.make(), 'spoilt.metamorph');
  rawZip(file, [...[...all].map(([name, bytes]) => ({ name, bytes })), ...more]);
  return file;
}

/** Puts another conversation into the archive, with the hashes that fit it. */
function replace(all: Map<string, Buffer>, conversation: ArchivedConversation): void {
  const old = index(all);
  const listed = [{ id: conversation.id, hash: conversationHash(conversation) }];
  const images = old.images.map(({ hash }) => hash);
  const tokens = old.tokens.map(({ hash }) => hash);
  const hash = contentHash({ conversations: listed, images, tokens });
  all.set(`conversations/${conversation.id}.json`, json(conversation));
  all.set('archive.json', json({ ...old, conversations: listed, hash }));
}

async function bring(file: string): Promise<void> {
  const source = await openArchive(file);
  try {
    await importSource(victim, source);
  } finally {
    source.close();
  }
}

/** The sentence of the refusal; the store and its folder must be as they were, to the byte. */
async function refusal(file: string): Promise<string> {
  const files = [...contents(victim.folder).keys()].sort();
  const before = victim.database.all('SELECT * FROM conversation');
  const error: unknown = await bring(file).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect([...contents(victim.folder).keys()].sort()).toEqual(files);
  expect(victim.database.all('SELECT * FROM conversation')).toEqual(before);
  expect(victim.database.all('SELECT * FROM image')).toEqual([]);
  expect(error).toHaveProperty('name', 'AppError');
  const { message } = error as Error;
  expect(message).toMatch(/^[^\n\u202e\0]+\.$/);
  return message;
}

beforeEach(async () => {
  const store = folders.open();
  example = await storedExample(store);
  good = path.join(folders.make(), 'good.metamorph');
  await exportArchive(store, { kind: 'all' }, good, false);
  victim = folders.open();
});

const nothing = (): void => undefined;
const bytes = Buffer.from('hello');

describe('zips that mean harm', () => {
  // Fault: an entry that is written outside of the store, or hides behind another one.
  it.each<[string, RawEntry, RegExp]>([
    ['a path upwards', { name: '../evil.png', bytes }, /evil\.png/],
    ['an absolute path', { name: '/etc/passwd', bytes }, /absolute/],
    ['a path of Windows', { name: 'C:/evil.png', bytes }, /absolute/],
    ['a backslash', { name: '..\\evil.png', bytes }, /evil\.png/],
    ['a NUL', { name: 'images/a\0b', bytes }, /control character/],
    ['a direction mark', { name: 'images/\u202egnp.exe', bytes }, /no place/],
    ['a device', { name: 'images/CON.png', bytes }, /device/],
    ['a link', { name: `images/${'a'.repeat(64)}.png`, bytes, mode: 0o120777 }, /link/],
    ['a device node', { name: `images/${'a'.repeat(64)}.png`, bytes, mode: 0o060644 }, /regular/],
    ['a second entry of a name', { name: 'archive.json', bytes }, /twice/],
    ['the same name in capitals', { name: 'ARCHIVE.JSON', bytes }, /no place|twice/],
    [
      'a password',
      { name: `tokens/${'a'.repeat(64)}.f32`, bytes, method: 8, flags: 1 },
      /password/,
    ],
    ['another packing', { name: `tokens/${'a'.repeat(64)}.f32`, bytes, method: 12 }, /packed/],
    [
      'an entry over another',
      { name: `tokens/${'a'.repeat(64)}.f32`, bytes, offset: 0 },
      /over another/,
    ],
    ['an unlisted entry', { name: `tokens/${'a'.repeat(64)}.f32`, bytes }, /not listed/],
    [
      'a bomb',
      { name: `tokens/${'a'.repeat(64)}.f32`, bytes: Buffer.alloc(2e6), method: 8 },
      /200 times/,
    ],
  ])('are refused by name: %s', async (_, entry, reason) => {
    expect(await refusal(await spoilt(nothing, [entry]))).toMatch(reason);
  });

  // Fault: an entry that is unpacked as a whole before anybody looks at how large it says it is, within
  // the ratio that all may have: 16 MB became 3 GB of memory.
  it('are refused by what an entry says of its size, before it is unpacked', async () => {
    const size = 300 * 2 ** 20;
    // Numbers that cannot be packed, so that the ratio is kept.
    const bytes = randomBytes(size / 150);
    const before = process.memoryUsage().rss;
    const zipOf = (name: string): string => {
      const file = path.join(folders.make(), 'large.zip');
      rawZip(file, [{ name, bytes, size, method: 8 }]);
      return file;
    };
    expect(await refusal(zipOf('archive.json'))).toMatch(/larger than 256 MB/);
    const exported = openSource(zipOf('conversations.json'), { inspect: inspectPicture });
    // It is read piece by piece, so its first wrong byte ends it.
    await expect(exported).rejects.toThrow(/no JSON that can be read/);
    expect(process.memoryUsage().rss - before).toBeLessThan(200e6);
  });

  // Fault: sizes or check sums that are believed, so that memory fills or damage comes in.
  it.each<[string, Partial<RawEntry>, RegExp]>([
    ['a wrong check sum', { crc: 1 }, /check sum/],
    ['a size that is too small', { size: 3 }, /damaged|larger|smaller/],
    ['a size that is too large', { size: 4000 }, /damaged|larger|smaller/],
    ['a small size of a large entry', { method: 8, size: 100 }, /damaged|larger/],
  ])('are refused: %s', async (_, spoil, reason) => {
    const all = await entries();
    const file = path.join(folders.make(), 'lying.metamorph');
    const list = [...all].map(([name, own]) => ({
      name,
      bytes: own,
      ...(name.startsWith('conv') ? spoil : {}),
    }));
    rawZip(file, list);
    expect(await refusal(file)).toMatch(reason);
  });

  // Fault: a list of entries that takes minutes or all memory before it is refused.
  it('are refused at the first of 60,000 foreign entries', async () => {
    const file = path.join(folders.make(), 'many.metamorph');
    rawZip(
      file,
      Array.from({ length: 60_000 }, (_, place) => ({ name: `junk/${place}`, bytes })),
    );
    expect(await refusal(file)).toMatch(/junk\/0/);
  });

  // Fault: a file that was cut short and comes in half.
  it('are refused when they are cut anywhere', async () => {
    const whole = fs.readFileSync(good);
    const file = path.join(folders.make(), 'cut.metamorph');
    for (const part of [0, 0.1, 0.5, 0.9, 0.999]) {
      fs.writeFileSync(file, whole.subarray(0, Math.floor(whole.length * part)));
      expect(await refusal(file)).toMatch(/not a whole zip|damaged/);
    }
  });

  // Fault: a picture or text file that crashes the reader.
  it('are refused when they are no zips, or not there', async () => {
    const file = path.join(folders.make(), 'other.metamorph');
    fs.writeFileSync(file, png(3));
    expect(await refusal(file)).toMatch(/not a whole zip/);
    expect(await refusal(path.dirname(file))).toMatch(/cannot be read/);
    expect(await refusal(`${file}.gone`)).toMatch(/There is no file/);
    rawZip(file, [{ name: 'conversations/x.json', bytes }]);
    expect(await refusal(file)).toMatch(/no place/);
  });
});

describe('archives that are not what they say', () => {
  it('are refused when a newer program wrote them', async () => {
    const file = await spoilt((all) =>
      all.set('archive.json', json({ ...index(all), version: ARCHIVE_VERSION + 1, more: 1 })),
    );
    expect(await refusal(file)).toMatch(new RegExp(`newer version.*format ${ARCHIVE_VERSION + 1}`));
  });

  // Fault: a parser that ends the program by its depth.
  it('are refused when their JSON is 10,000 levels deep', async () => {
    const deep = Buffer.from('['.repeat(10_000) + ']'.repeat(10_000));
    const file = await spoilt((all) => all.set(`conversations/${example.id}.json`, deep));
    expect(await refusal(file)).toMatch(/deeper than 64/);
  });

  it.each<[string, (conversation: ArchivedConversation) => ArchivedConversation, RegExp]>([
    [
      'a circle',
      (c) => ({
        ...c,
        messages: c.messages.map((m) => ({ ...m, parentId: c.messages.at(-1)?.id ?? null })),
      }),
      /before or without its parent/,
    ],
    ['a message twice', (c) => ({ ...c, messages: [...c.messages, ...c.messages] }), /twice/],
    ['a leaf elsewhere', (c) => ({ ...c, leafId: c.id }), /not in it/],
    [
      'an answer without an end',
      (c) => ({ ...c, messages: c.messages.map((m) => ({ ...m, finish: null })) }),
      /half ended/,
    ],
    [
      'a picture that is missing',
      (c) => ({
        ...c,
        messages: c.messages.map((m) => ({
          ...m,
          parts: [
            {
              type: 'image',
              image: 'a'.repeat(64),
              width: 1,
              height: 1,
              mediaType: 'image/png',
              rendering: null,
            },
          ],
        })),
      }),
      /is missing/,
    ],
  ])('are refused for their tree: %s', async (_, change, reason) => {
    const file = await spoilt((all) => replace(all, change(example)));
    expect(await refusal(file)).toMatch(reason);
  });

  it.each<[string, (all: Map<string, Buffer>) => void, RegExp]>([
    ['no JSON', (all) => all.set('archive.json', Buffer.from('{')), /no JSON/],
    [
      'bytes that are no UTF-8',
      (all) => all.set('archive.json', Buffer.from([0x22, 0xff, 0x22])),
      /no JSON/,
    ],
    [
      'another form',
      (all) => all.set('archive.json', json({ ...index(all), images: 5 })),
      /wrong "images"/,
    ],
    [
      'unknown fields',
      (all) => all.set('archive.json', json({ ...index(all), run: 'rm' })),
      /another form/,
    ],
    [
      'another hash',
      (all) => all.set('archive.json', json({ ...index(all), hash: 'a'.repeat(64) })),
      /content hash/,
    ],
    [
      'changed words',
      (all) => all.set(`conversations/${example.id}.json`, json({ ...example, title: 'Forged' })),
      /hash is another/,
    ],
    [
      'a missing conversation',
      (all) => all.delete(`conversations/${example.id}.json`),
      /is missing/,
    ],
  ])('are refused: %s', async (_, change, reason) => {
    expect(await refusal(await spoilt(change))).toMatch(reason);
  });

  // Fault: other bytes under the name of a picture, taken because the list looked right.
  it.each<[string, (old: Buffer) => Buffer, RegExp]>([
    ['other bytes', (old) => Buffer.from(old).fill(1, 8), /hash says/],
    ['no picture', (old) => Buffer.alloc(old.length, '<svg onload=alert(1)>'), /hash says/],
    ['another size', () => Buffer.from('x'), /another size/],
  ])('are refused with %s in the place of a picture', async (_, change, reason) => {
    const file = await spoilt((all) => {
      const name = [...all.keys()].find((found) => found.startsWith('images/')) ?? '';
      all.set(name, change(all.get(name) ?? Buffer.alloc(0)));
    });
    expect(await refusal(file)).toMatch(reason);
  });

  // Fault: a script that is served to the window as a picture, with every hash in order.
  it('are refused when a picture is none, though its hash is right', async () => {
    const script = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>');
    const hash = hashOf(script);
    const file = await spoilt((all) => {
      const old = index(all);
      const [first] = old.images;
      const text = JSON.stringify(example).replaceAll(first?.hash ?? '', hash);
      all.delete(`images/${first?.hash}.png`);
      all.set(`images/${hash}.png`, script);
      const images = old.images.map((image) =>
        image.hash === first?.hash ? { ...image, hash, size: script.length } : image,
      );
      all.set('archive.json', json({ ...old, images }));
      replace(all, JSON.parse(text) as ArchivedConversation);
    });
    const source = await openArchive(file);
    await expect(verify(source)).rejects.toThrow(/not a picture/);
    source.close();
    expect(await refusal(file)).toMatch(/not a picture/);
  });
});

// Fault: a check so strict that the good archive is refused too, which makes every test above empty.
it('the archive that was spoilt is taken as it was', async () => {
  await bring(await spoilt(nothing));
  expect(victim.conversations.list()).toHaveLength(1);
});
