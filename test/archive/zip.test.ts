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

  // Fault: two exports of one content that differ by the clock or its zone.
  it('are equal bytes for equal entries', async () => {
    const zone = process.env.TZ;
    const files: string[] = [];
    for (const there of ['Pacific/Kiritimati', 'America/Los_Angeles']) {
      process.env.TZ = there;
      files.push(await written([['a', Buffer.from('b')]]));
    }
    if (zone === undefined) delete process.env.TZ;
    else process.env.TZ = zone;
    const [one, two] = files.map((file) => fs.readFileSync(file));
    expect(one).toEqual(two);
  });

  // Fault: an export of many pictures that holds all of them in memory at once.
  it('are handed on entry by entry', async () => {
    let received = 0;
    const zip = new ZipWriter({
      write: async (bytes) => {
        await new Promise((resolve) => setImmediate(resolve));
        received += bytes.byteLength;
      },
    });
    const picture = Buffer.alloc(1_000_000, 7);
    for (let added = 1; added <= 8; added += 1) {
      await zip.add(`picture ${added}`, picture, false);
      expect(added * picture.byteLength - received).toBeLessThan(2 * picture.byteLength);
    }
    await zip.finish();
    expect(received).toBeGreaterThan(8 * picture.byteLength);
  });

  // Fault: an export to a full disk that never ends, or ends the program.
  it('give up when their bytes cannot be written', async () => {
    const full = new Error('The disk is full.');
    const zip = new ZipWriter({ write: () => Promise.reject(full) });
    const large = Buffer.alloc(2_000_000, 7);
    await expect(zip.add('one', large, false)).rejects.toBe(full);
    await expect(zip.add('two', large, false)).rejects.toBe(full);
    await expect(zip.finish()).rejects.toBe(full);
  });
});
