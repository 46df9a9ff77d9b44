import fs from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { mostMemory } from '../../electron/packages/memory';
import { Packages } from '../../electron/packages/packages';
import { changedPackage, packageOf, publishedJanus } from '../convert/package/tiny';
import { snapshot } from '../snapshot';
import { rawZip, type RawEntry } from '../archive/rawZip';
import { changeManifest, copyPackage, emptyFolder, removeCopies } from '../runtime/copies';
import { tinyFolder } from '../runtime/reference';

afterEach(removeCopies);

const MEMORY = { total: 16e9, free: 8e9 };

async function packagesFolder(memory = MEMORY) {
  const folder = path.join(await emptyFolder(), 'packages');
  const packages = new Packages({
    packagesFolder: folder,
    embedded: tinyFolder('embedded-like'),
    memory: () => memory,
  });
  const reported: [number, number][] = [];
  const controller = new AbortController();
  const add = (place: string) =>
    packages.add(place, {
      signal: controller.signal,
      progress: (done, total) => void reported.push([done, total]),
    });
  const left = () => (fs.existsSync(folder) ? fs.readdirSync(folder) : []);
  return { folder, packages, add, reported, controller, left };
}

/** A zip of a folder's files, all of them below `before`. */
async function zipOf(
  folder: string,
  before = '',
  change: (entry: RawEntry) => RawEntry = (entry) => entry,
): Promise<string> {
  const file = path.join(await emptyFolder(), 'package.zip');
  const entries = fs
    .readdirSync(folder)
    .map((name) =>
      change({ name: before + name, bytes: fs.readFileSync(path.join(folder, name)), method: 8 }),
    );
  rawZip(file, entries);
  return file;
}

describe('adding a package', () => {
  // Catches a copy that is not what was checked, a wrong name of its folder, and no news on the way.
  it('copies a folder whole, with progress, and shows its card', async () => {
    const { packages, add, reported, left } = await packagesFolder();
    const card = await add(tinyFolder('full-like'));
    expect(left()).toEqual([card.hash]);
    expect(card).toMatchObject({ choice: card.hash, fault: null });
    expect(card.memory?.need).toBeGreaterThan(card.size);
    const [embedded, added] = await packages.list();
    expect(embedded?.choice).toBe('embedded');
    expect(added).toEqual(card);
    const [done, total] = reported.at(-1) ?? [];
    expect(done).toBe(total);
    for (const name of fs.readdirSync(tinyFolder('full-like'))) {
      const copy = path.join(packages.folderOf(card.choice), name);
      expect(fs.readFileSync(copy)).toEqual(
        fs.readFileSync(path.join(tinyFolder('full-like'), name)),
      );
    }
  });

  // Catches a file that is cut where the system takes less at once than it is given.
  it('writes all of each piece', async () => {
    const handle = await fs.promises.open(import.meta.filename);
    const prototype = Object.getPrototypeOf(handle) as {
      write: (this: unknown, piece: Uint8Array) => Promise<unknown>;
    };
    await handle.close();
    const { write } = prototype;
    const spy = vi.spyOn(prototype, 'write').mockImplementation(function (this: unknown, piece) {
      return write.call(this, piece.subarray(0, Math.ceil(piece.length / 2)));
    });
    try {
      const { packages, add } = await packagesFolder();
      const { choice } = await add(tinyFolder('full-like'));
      for (const name of fs.readdirSync(tinyFolder('full-like'))) {
        const { size } = fs.statSync(path.join(tinyFolder('full-like'), name));
        const copy = fs.statSync(path.join(packages.folderOf(choice), name));
        expect([name, copy.size]).toEqual([name, size]);
      }
    } finally {
      spy.mockRestore();
    }
  });

  it.each(['', 'some-package/'])('takes a zip whose files lie in "%s"', async (before) => {
    const { add, left } = await packagesFolder();
    const card = await add(await zipOf(tinyFolder('full-like'), before));
    expect(left()).toEqual([card.hash]);
    expect(card.fault).toBeNull();
  });

  // Catches the second copy of one package, and the first that is lost by it.
  it('refuses what is there already', async () => {
    const { add, left } = await packagesFolder();
    const { hash } = await add(tinyFolder('full-like'));
    await expect(add(tinyFolder('full-like'))).rejects.toThrow('is there already');
    expect(left()).toEqual([hash]);
  });

  // Catches a file that differs from its hash and is kept all the same, from either source.
  it('refuses a damaged file and keeps nothing of the package', async () => {
    const { add, left } = await packagesFolder();
    const folder = await copyPackage('full-like');
    const file = path.join(folder, 'decoder.onnx');
    const bytes = fs.readFileSync(file);
    bytes[50] = (bytes[50] ?? 0) ^ 1;
    fs.writeFileSync(file, bytes);
    await expect(add(folder)).rejects.toThrow('decoder.onnx is damaged');
    await expect(add(await zipOf(folder))).rejects.toThrow('decoder.onnx is damaged');
    expect(left()).toEqual([]);
  });

  // Catches what hides beside the listed files, leads out of the folder, or is no package at all.
  it('refuses hostile zips before anything is written', async () => {
    const { add, left } = await packagesFolder();
    const folder = tinyFolder('full-like');
    const tricks: [(entry: RawEntry) => RawEntry, RegExp][] = [
      [
        (entry) => (entry.name === 'adapter.onnx' ? { ...entry, name: '../a.onnx' } : entry),
        /a\.onnx/,
      ],
      [(entry) => (entry.name === 'adapter.onnx' ? { ...entry, mode: 0o120777 } : entry), /link/],
      [
        (entry) => (entry.name === 'adapter.onnx' ? { ...entry, name: 'b.onnx' } : entry),
        /adapter/,
      ],
      [
        (entry) => (entry.name === 'manifest.json' ? { ...entry, name: 'other.json' } : entry),
        /manifest/,
      ],
      [(entry) => (entry.name === 'adapter.onnx' ? { ...entry, crc: 1 } : entry), /check sum/],
    ];
    for (const [change, words] of tricks) {
      await expect(add(await zipOf(folder, '', change))).rejects.toThrow(words);
    }
    expect(left()).toEqual([]);
  });

  // Catches a stop that leaves half a package, which would be listed or fill the disk.
  it('leaves nothing when it is stopped half-way', async () => {
    const { packages, controller, left } = await packagesFolder();
    const adding = packages.add(tinyFolder('full-like'), {
      signal: controller.signal,
      progress: () => controller.abort(),
    });
    await expect(adding).rejects.toMatchObject({ code: 'cancelled' });
    expect(left()).toEqual([]);
  });

  // Catches what a crash left behind, which nobody would ever remove.
  it('sweeps what a crash left half-way', async () => {
    const { packages, folder, left } = await packagesFolder();
    fs.mkdirSync(path.join(folder, '.adding-0123456789ab'), { recursive: true });
    await packages.open();
    expect(left()).toEqual([]);
  });
});

describe('what is no package', () => {
  // Catches a sweep of half-copied packages that takes a folder of the person's with it.
  it('stays at the start, and is not listed', async () => {
    const { packages, folder } = await packagesFolder();
    const own = path.join(folder, '.adding-0123456789ab');
    const foreign = ['.adding-notes', '.adding-0123456789ab.bak', 'c'.repeat(64)];
    for (const name of [...foreign, path.basename(own)]) {
      fs.mkdirSync(path.join(folder, name), { recursive: true });
      fs.writeFileSync(path.join(folder, name, 'letter.txt'), 'mine');
    }
    const places = foreign.map((name) => path.join(folder, name));
    const before = places.map((place) => [...snapshot(place)]);
    await packages.open();
    expect(places.map((place) => [...snapshot(place)])).toEqual(before);
    expect(fs.existsSync(own)).toBe(false);
    expect(await packages.list()).toHaveLength(1);
  });

  // Catches a removed package that takes along what the person put beside its files.
  it('stays when the package that it lies in is removed, and is in the way of that one', async () => {
    const { packages, add, left } = await packagesFolder();
    const { choice, folder } = await add(tinyFolder('full-like'));
    const outside = await emptyFolder();
    fs.writeFileSync(path.join(outside, 'letter.txt'), 'mine');
    fs.symlinkSync(outside, path.join(folder, 'linked'));
    fs.writeFileSync(path.join(folder, 'notes.txt'), 'mine');
    const before = [...snapshot(path.join(folder, 'notes.txt')), ...snapshot(outside)];
    await packages.remove(choice);
    expect([...snapshot(path.join(folder, 'notes.txt')), ...snapshot(outside)]).toEqual(before);
    expect(fs.readdirSync(folder)).toEqual(['linked', 'notes.txt']);
    expect(await packages.list()).toHaveLength(1);
    await expect(add(tinyFolder('full-like'))).rejects.toThrow('move them away');
    expect(left()).toEqual([choice]);
  });
});

describe('packages that are there', () => {
  it('are removed for good, but not the embedded one', async () => {
    const { packages, add, left } = await packagesFolder();
    const { choice } = await add(tinyFolder('full-like'));
    await packages.remove(choice);
    expect(left()).toEqual([]);
    await expect(packages.remove('embedded')).rejects.toThrow('cannot be removed');
  });

  // Catches one broken package that hides all the others from the list.
  it('are listed with what is wrong with one of them', async () => {
    const { packages, add } = await packagesFolder();
    const card = await add(tinyFolder('full-like'));
    await changeManifest(card.folder, (manifest) => ({ ...manifest, surprise: 1 }));
    const [embedded, added] = await packages.list();
    expect(embedded?.fault).toBeNull();
    expect(added?.fault).toContain('is wrong');
  });

  // Catches a warning that never comes, or comes for what fits.
  it('are weighed against the memory of the computer', async () => {
    const small = await packagesFolder({ total: 16e9, free: 1e6 });
    const found = await small.packages.unfit(tinyFolder('embedded-like'));
    expect(found?.need).toBeGreaterThan(1e6);
    const large = await packagesFolder();
    expect(await large.packages.unfit(tinyFolder('embedded-like'))).toBeUndefined();
  });

  // Catches a bound that ends packages at their usual work, or none at all.
  it('may take twice what is estimated of them, or a quarter and half a GB above what was measured', async () => {
    const { packages } = await packagesFolder();
    const [card] = await packages.list();
    const bound = await packages.mostMemory(tinyFolder('embedded-like'));
    expect(bound).toBe((card?.memory?.need ?? 0) * 2);
    expect(mostMemory(1e9, 2e9)).toBe(3e9);
    const measured = changedPackage(await packageOf(publishedJanus().folder, 32), (manifest) => ({
      ...manifest,
      memory: { own: 1e9, peak: 2e9 },
    }));
    expect(await packages.mostMemory(measured)).toBe(3e9);
    expect(await packages.mostMemory('/nowhere')).toBeUndefined();
  });
});
