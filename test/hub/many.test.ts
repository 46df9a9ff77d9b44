import fs from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { fetchFile, fetchFiles } from '../../electron/hub/fetch';
import { listRepository, type Listing } from '../../electron/hub/listing';
import { discardPartial } from '../../electron/hub/part';
import { startMiniHub, type MiniHub } from './miniHub';
import { drawnBytes, fileOf, filesIn, freshFolder, MODEL, optionsFor } from './setting';
import { refusalOf, sha256, TOKEN } from './setting';

const SIZES = { 'a.bin': 300_000, 'b/c.bin': 200_000, 'd.json': 20, 'e.bin': 100_000 };
const TOTAL = Object.values(SIZES).reduce((sum, size) => sum + size, 0);
const files = Object.fromEntries(
  Object.entries(SIZES).map(([name, size], index) => [name, drawnBytes(size, index)]),
);

let hub: MiniHub;
let listing: Listing;

beforeAll(async () => {
  hub = await startMiniHub({ [MODEL]: { files } }, { token: TOKEN });
  listing = await listRepository(optionsFor(hub), MODEL);
});

afterAll(() => hub.close());

describe('files that are fetched', () => {
  // Catches a progress that goes back or never ends, and files that are fetched a second time.
  it('come two at a time, and those that are there stay', async () => {
    hub.set();
    const folder = freshFolder();
    const progress: number[] = [];
    const places = await fetchFiles(optionsFor(hub), listing, listing.files, folder, {
      progress: (fetched, total) => {
        expect(total).toBe(TOTAL);
        progress.push(fetched);
      },
    });
    expect(filesIn(folder)).toEqual(SIZES);
    expect(places).toEqual(Object.keys(SIZES).map((name) => path.join(folder, name)));
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
    expect(progress.at(-1)).toBe(TOTAL);

    hub.set();
    const free = (): Promise<number> => Promise.resolve(0);
    await fetchFiles(optionsFor(hub), listing, listing.files, folder, { free });
    expect(hub.requests).toEqual([]);
  });

  // Catches the other file's "stopped" in place of the reason, and one that is fetched on after it.
  it('say why one of them does not come, and go on there later', async () => {
    const folder = freshFolder();
    hub.set(
      { kind: 'status', value: 404, code: 'EntryNotFound', on: /^hub:.*c\.bin/ },
      { kind: 'slow', value: 30 },
    );
    const work = fetchFiles(optionsFor(hub), listing, listing.files, folder);
    expect((await refusalOf(work)).key).toBe('hub.fileMissing');
    expect(filesIn(folder)['a.bin']).toBeUndefined();
    hub.set();
    await fetchFiles(optionsFor(hub), listing, listing.files, folder);
    expect(filesIn(folder)).toEqual(SIZES);
  });

  // Catches a disk that is filled by the first file of many.
  it('are not begun without room for all of them', async () => {
    hub.set();
    const folder = freshFolder();
    const free = (): Promise<number> => Promise.resolve(64_000_000 + TOTAL - 1);
    const work = fetchFiles(optionsFor(hub), listing, listing.files, folder, { free });
    expect((await refusalOf(work)).key).toBe('hub.noRoom');
    expect([hub.requests, filesIn(folder)]).toEqual([[], {}]);
  });

  // Catches a folder that cannot be carried to another system, or where one file writes over another.
  it.each([
    ['aux.json'],
    ['a:b'],
    ['what?'],
    ['end.'],
    ['A.BIN'],
    ['x.part'],
    ['../x'],
    ['a\\..\\x'],
    ['/x'],
  ])('do not have the name %s', async (name) => {
    const other = { ...fileOf(listing, 'a.bin'), path: name };
    const all = [...listing.files, other];
    const refusal = await refusalOf(fetchFiles(optionsFor(hub), listing, all, freshFolder()));
    expect(refusal.key).toBe('hub.noName');
  });
});

describe('fetching that is stopped', () => {
  afterEach(() => vi.restoreAllMocks());

  // Catches a stop that waits for the next byte, loses what is there, or is taken for a fault.
  it('keeps what is there, or removes it when asked', async () => {
    const folder = freshFolder();
    const target = path.join(folder, 'a.bin');
    const file = fileOf(listing, 'a.bin');
    hub.set({ kind: 'stalled', value: 100_000 });
    const stop = new AbortController();
    const options = optionsFor(hub, { signal: stop.signal, stallMs: 60_000 });
    const progress = (fetched: number): void => {
      if (fetched === 100_000) stop.abort();
    };
    const refusal = await refusalOf(fetchFile(options, listing, file, target, { progress }));
    expect([refusal.code, refusal.key]).toEqual(['cancelled', 'hub.stopped']);
    expect(filesIn(folder)['a.bin.part']).toBe(100_000);

    hub.set();
    expect((await refusalOf(fetchFile(options, listing, file, target))).key).toBe('hub.stopped');
    expect(hub.requests).toEqual([]);
    expect(filesIn(folder)['a.bin.part']).toBe(100_000);

    await discardPartial(target);
    expect(filesIn(folder)).toEqual({});
  });

  // Catches a pause between two tries, and a second lane, that a stop does not end.
  it('ends pauses and all lanes', async () => {
    const stop = new AbortController();
    hub.set({ kind: 'status', value: 429, retryAfter: '200' });
    setTimeout(() => stop.abort(), 100);
    const options = optionsFor(hub, { signal: stop.signal });
    const work = fetchFiles(options, listing, listing.files, freshFolder());
    expect((await refusalOf(work)).key).toBe('hub.stopped');
    expect(hub.requests).toHaveLength(2);
  });

  // Catches a full disk that ends in the words of the system, or that costs what was fetched.
  it('by a full disk says so and goes on where it was', async () => {
    const folder = freshFolder();
    const target = path.join(folder, 'a.bin');
    const file = fileOf(listing, 'a.bin');
    hub.set();
    const handle = await fs.promises.open(path.join(folder, 'other'), 'w');
    const kind = Object.getPrototypeOf(handle) as fs.promises.FileHandle;
    await handle.close();
    fs.rmSync(path.join(folder, 'other'));
    const write = Reflect.get(kind, 'write') as (...given: unknown[]) => unknown;
    let room = 100_000;
    vi.spyOn(kind, 'write').mockImplementation(function (this: unknown, ...given: unknown[]) {
      const [bytes, offset, length, position] = given as [unknown, number, number, number];
      const written = Math.min(length, room);
      room -= written;
      const full = Object.assign(new Error('no space left'), { code: 'ENOSPC' });
      if (written === 0) return Promise.reject(full);
      return Reflect.apply(write, this, [bytes, offset, written, position]) as never;
    });
    const refusal = await refusalOf(fetchFile(optionsFor(hub), listing, file, target));
    expect([refusal.code, refusal.key]).toEqual(['full', 'hub.diskFull']);
    expect(filesIn(folder)['a.bin.part']).toBe(100_000);
    vi.restoreAllMocks();

    hub.set();
    await fetchFile(optionsFor(hub), listing, file, target);
    expect(hub.requests[0]?.range).toBe('bytes=100000-');
    expect(sha256(target)).toBe(file.sha256);
    expect(filesIn(folder)).toEqual({ 'a.bin': file.size });
  });
});

// Catches a file of an older commit that is gone on with under a newer one, and one that did not
// change and is fetched anew all the same.
it('a part belongs to the bytes and not to the commit', async () => {
  const other = await startMiniHub({ [MODEL]: { files } });
  try {
    const options = optionsFor(other, { token: undefined });
    const folder = freshFolder();
    const before = await listRepository(options, MODEL);
    other.set({ kind: 'truncated', value: 50_000 });
    for (const name of ['a.bin', 'e.bin']) {
      const work = fetchFile(
        { ...options, retries: 0 },
        before,
        fileOf(before, name),
        path.join(folder, name),
      );
      expect((await refusalOf(work)).key).toBe('hub.truncated');
    }
    await other.repository(MODEL).change('e.bin', drawnBytes(100_000, 99));
    const now = await listRepository(options, MODEL);
    expect(now.commit).not.toBe(before.commit);
    other.set();
    for (const name of ['a.bin', 'e.bin']) {
      await fetchFile(options, now, fileOf(now, name), path.join(folder, name));
      expect(sha256(path.join(folder, name))).toBe(fileOf(now, name).sha256);
    }
    const storage = other.requests.filter(({ host }) => host === 'storage');
    expect(storage.map(({ range }) => range)).toEqual(['bytes=50000-', undefined]);
  } finally {
    await other.close();
  }
});
