import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openCheckpoint } from '../../../electron/convert/checkpoint/open';
import {
  headerLength,
  LONGEST_HEADER,
  parseHeader,
  readSafetensors,
} from '../../../electron/convert/checkpoint/safetensors';
import { counting, freshFolder, refusalOf, safetensors, type Made } from '../made';

const TENSORS: Record<string, Made> = {
  'a.weight': counting('BF16', [4, 3]),
  'b.weight': counting('F32', [2, 2]),
  empty: counting('F32', [0, 8]),
  single: counting('F16', []),
  ids: counting('I64', [3]),
  flags: counting('U8', [5]),
};

function written(bytes: Uint8Array, name = 'model.safetensors', folder = freshFolder()): string {
  const file = path.join(folder, name);
  fs.writeFileSync(file, bytes);
  return file;
}

/** A header in which one tensor was changed. */
const changed =
  (name: string, fields: object) =>
  (header: Record<string, unknown>): object => ({
    ...header,
    [name]: { ...(header[name] as object), ...fields },
  });

describe('a safetensors file', () => {
  // Catches an offset that forgets the header, and shapes of nothing or of a single number.
  it('is read: kinds, shapes and the very bytes', async () => {
    const file = written(safetensors(TENSORS));
    const bytes = fs.readFileSync(file);
    const read = await readSafetensors(file);
    expect([...read.keys()]).toEqual(Object.keys(TENSORS));
    for (const [name, { dtype, shape, bytes: expected }] of Object.entries(TENSORS)) {
      const place = read.get(name);
      expect(place).toMatchObject({ dtype, shape, bytes: expected.length });
      const begin = place?.offset ?? 0;
      expect(bytes.subarray(begin, begin + expected.length)).toEqual(Buffer.from(expected));
    }
  });

  const damaged: [string, () => Uint8Array, RegExp][] = [
    ['an empty file', () => Buffer.alloc(0), /not a whole safetensors file/],
    ['a header cut short', () => safetensors(TENSORS).subarray(0, 40), /not a whole/],
    ['no JSON', () => Buffer.concat([Buffer.from([2, 0, 0, 0, 0, 0, 0, 0, 1, 1])]), /header of/],
    ['a list as header', () => safetensors({}, () => []), /cannot be read/],
    ['data cut short', () => safetensors(TENSORS).subarray(0, -3), /ends before its tensor flags/],
    ['bytes behind', () => Buffer.concat([safetensors(TENSORS), Buffer.alloc(4)]), /longer than/],
    [
      'a shape that does not fit',
      () => safetensors(TENSORS, changed('a.weight', { shape: [4, 4] })),
      /place .* a\.weight/,
    ],
    [
      'two tensors in one place',
      () => safetensors(TENSORS, changed('b.weight', { data_offsets: [0, 16] })),
      /place .* /,
    ],
    [
      'a negative place',
      () => safetensors(TENSORS, changed('a.weight', { data_offsets: [-24, 0] })),
      /cannot be read/,
    ],
    [
      'a shape whose product is not exact',
      () => safetensors(TENSORS, changed('a.weight', { shape: [2 ** 40, 2 ** 40] })),
      /cannot be read/,
    ],
    [
      'numbers of 8 bits with a point',
      () => safetensors(TENSORS, changed('flags', { dtype: 'F8_E4M3' })),
      /of the kind F8_E4M3/,
    ],
  ];
  // Catches each damage that would be read as weights.
  it.each(damaged)('is refused: %s', async (_, bytes, words) => {
    expect(await refusalOf(() => readSafetensors(written(bytes())))).toMatch(words);
  });

  // Catches places beyond what small files have: their product is not exact, and need not be.
  it('of many gigabytes is read', () => {
    const bytes = 40 * 2 ** 30;
    const shape = [bytes / 2 ** 17, 2 ** 16];
    const header = {
      first: { dtype: 'BF16', shape, data_offsets: [0, bytes] },
      second: { dtype: 'BF16', shape, data_offsets: [bytes, 2 * bytes] },
    };
    const text = Buffer.from(JSON.stringify(header));
    const read = parseHeader(text, 8 + text.length + 2 * bytes, 'x');
    expect(read.get('second')?.offset).toBe(8 + text.length + bytes);
  });

  // Catches gigabytes that are set aside for a header because a foreign file begins so.
  it('is refused before a header of more than 100 MB is read', async () => {
    const begin = Buffer.alloc(8);
    begin.writeBigUInt64LE(BigInt(LONGEST_HEADER) + 1n);
    expect(await refusalOf(() => headerLength(begin, 2 ** 40, 'x'))).toMatch(/longer than 100 MB/);
  });
});

describe('a folder with a checkpoint', () => {
  const shard = (name: string): Uint8Array => safetensors({ [name]: counting('BF16', [2, 2]) });

  function sharded(map: object): string {
    const folder = freshFolder();
    written(shard('a'), 'model-1.safetensors', folder);
    written(shard('b'), 'model-2.safetensors', folder);
    const index = JSON.stringify({ metadata: {}, weight_map: map });
    written(Buffer.from(index), 'model.safetensors.index.json', folder);
    return folder;
  }

  // Catches shards read alone, and a stale file that is taken beside the index.
  it('is read by its index', async () => {
    const folder = sharded({ a: 'model-1.safetensors', b: 'model-2.safetensors' });
    written(shard('stale'), 'model-3.safetensors', folder);
    const { tensors, files } = await openCheckpoint(folder);
    expect([...tensors.keys()]).toEqual(['a', 'b']);
    expect(files.map((file) => path.basename(file))).toEqual([
      'model-1.safetensors',
      'model-2.safetensors',
    ]);
  });

  it.each([
    [
      'a missing shard',
      { a: 'model-1.safetensors', b: 'model-9.safetensors' },
      /model-9.* missing/,
    ],
    ['a tensor elsewhere', { a: 'model-2.safetensors', b: 'model-1.safetensors' }, /does not lie/],
    ['a path out of the folder', { a: '../model-1.safetensors' }, /does not lie beside/],
    ['no tensors', {}, /cannot be read/],
  ])('is refused: %s', async (_, map, words) => {
    const folder = sharded(map);
    expect(await refusalOf(() => openCheckpoint(folder))).toMatch(words);
  });

  it('is refused without weights, and with a tensor that is there twice', async () => {
    expect(await refusalOf(() => openCheckpoint(freshFolder()))).toMatch(/holds no weights/);
    const folder = sharded({ a: 'model-1.safetensors', b: 'model-2.safetensors' });
    written(
      safetensors({ a: counting('BF16', [1]), b: counting('BF16', [1]) }),
      'model-2.safetensors',
      folder,
    );
    expect(await refusalOf(() => openCheckpoint(folder))).toMatch(/second time/);
  });
});
