import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { convert, UNFINISHED } from '../../../electron/convert/convert';
import { preflight, type RemoteFiles } from '../../../electron/convert/recipes/preflight';
import type { Made } from '../made';
import { freshFolder, refusalOf } from '../made';
import { convertedFolder, janusFolder, skeletons } from './models';

/** A folder as if it lay elsewhere, and how many bytes were asked for. */
function remote(folder: string): RemoteFiles & { asked: number } {
  const names = fs.readdirSync(folder);
  const files = {
    asked: 0,
    sizes: new Map(names.map((name) => [name, fs.statSync(path.join(folder, name)).size])),
    read: (name: string, begin: number, end: number) => {
      files.asked += end - begin;
      return Promise.resolve(
        Uint8Array.from(fs.readFileSync(path.join(folder, name)).subarray(begin, end)),
      );
    },
  };
  return files;
}

describe('the look at a model before it is fetched', () => {
  // Catches gigabytes that are fetched to learn what a header says, and wrong sizes told before.
  it('says what the conversion will make, from a small part of the bytes', async () => {
    const { folder } = janusFolder();
    const files = remote(folder);
    const announced = await preflight(files, 8, skeletons);
    const { converted } = await convertedFolder(folder, 8);
    expect(announced.description).toEqual(converted.description);
    expect(announced.converted).toBe(converted.files.reduce((sum, { size }) => sum + size, 0));
    const size = files.sizes.get('model.safetensors') ?? 0;
    expect(announced.fetched).toBe(size);
    expect(files.asked).toBeLessThan(size / 10);
  });

  // Catches a model that is fetched whole and refused then.
  it('refuses what the conversion would refuse', async () => {
    const { folder } = janusFolder((tensors) => {
      tensors['lm_head.weight'] = tensors['model.aligner.fc1.weight'] as Made;
    });
    const words = await refusalOf(() => preflight(remote(folder), 4, skeletons));
    expect(words).toBe(await refusalOf(() => convertedFolder(folder, 4)));
    const files = remote(folder);
    const config = new Map([...files.sizes].filter(([name]) => name === 'config.json'));
    const without = { ...files, sizes: config };
    expect(await refusalOf(() => preflight(without, 4, skeletons))).toMatch(/not published as/);
    const none = { ...files, sizes: new Map<string, number>() };
    expect(await refusalOf(() => preflight(none, 4, skeletons))).toMatch(/no file config\.json/);
  });
});

describe('a conversion as a whole', () => {
  // Catches a target that is there before it is whole, and notes that stay in it.
  it('is stopped, goes on and ends with the same files', async () => {
    const { folder: source } = janusFolder();
    const target = path.join(freshFolder(), 'model');
    const stop = new AbortController();
    const words = await refusalOf(() =>
      convert({
        source,
        target,
        bits: 4,
        skeletons,
        free: () => Promise.resolve(Infinity),
        signal: stop.signal,
        progress: (stage, done, total) => {
          if (stage === 'weights' && done > total / 2) stop.abort();
        },
      }),
    );
    expect(words).toMatch(/was stopped/);
    expect(fs.existsSync(target)).toBe(false);
    let begun: number | undefined;
    const progress = (stage: string, done: number): void => {
      if (stage === 'weights') begun ??= done;
    };
    const free = (): Promise<number> => Promise.resolve(Infinity);
    const { files } = await convert({ source, target, bits: 4, skeletons, progress, free });
    expect(begun).toBeGreaterThan(0);
    expect(files).toEqual((await convertedFolder(source, 4)).converted.files);
    expect(fs.existsSync(target + UNFINISHED)).toBe(false);
    const there = fs.readdirSync(target).sort();
    const named = files.map(({ location }) => location);
    expect(there).toEqual([...named, 'converted.json'].sort());
  });
});
