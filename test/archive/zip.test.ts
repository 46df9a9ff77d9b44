import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Target } from '../../electron/archive/target';
import { writeWhole } from '../../electron/archive/target';
import { openZip } from '../../electron/archive/zip/read';
import { ZipWriter } from '../../electron/archive/zip/write';
import { dataFolders } from '../store/folder';

const folders = dataFolders();

async function written(entries: readonly (readonly [string, Uint8Array])[]): Promise<string> {
  const file = path.join(folders.make(), 'some.zip');
  await writeWhole(file, false, async (target: Target) => {
    const zip = new ZipWriter(target);
    for (const [name, bytes] of entries) await zip.add(name, bytes, true);
    await zip.finish();
  });
  return file;
}

describe('zips', () => {
  // Fault: bytes or names that come back changed, packed or not.
  it('give back what was put in', async () => {
    const noise = Buffer.from(Array.from({ length: 5000 }, (_, at) => (at * 7919) % 251));
    const entries = [
      ['empty', Buffer.alloc(0)],
      ['folder/ünïcode 🙂.txt', Buffer.from('a'.repeat(5000))],
      ['noise', noise],
    ] as const;
    const zip = await openZip(await written(entries));
    for (const [name, bytes] of entries) expect(await zip.read(name)).toEqual(Buffer.from(bytes));
    zip.close();
  });

  // Fault: an archive of our own, full of one word, that our own reader takes for a bomb.
  it('are never so tightly packed that they look like bombs', async () => {
    const bytes = Buffer.alloc(3_000_000, 'a');
    const zip = await openZip(await written([['same', bytes]]));
    expect((await zip.read('same')).equals(bytes)).toBe(true);
    zip.close();
  });

  // Fault: a large store whose archive wraps around at 65,535 entries and cannot be read.
  it('hold more than 65,535 entries', async () => {
    const empty = Buffer.alloc(0);
    const names = Array.from({ length: 66_000 }, (_, at) => [`entries/${at}`, empty] as const);
    const file = await written(names);
    const zip = await openZip(file);
    expect(zip.entries.size).toBe(66_000);
    zip.close();
  }, 90_000);

  // Fault: two exports of one content that differ by the clock.
  it('are equal bytes for equal entries', async () => {
    const [one, two] = [
      await written([['a', Buffer.from('b')]]),
      await written([['a', Buffer.from('b')]]),
    ];
    expect(fs.readFileSync(one).equals(fs.readFileSync(two))).toBe(true);
  });
});
