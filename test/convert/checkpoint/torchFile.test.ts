import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readPickle } from '../../../electron/convert/checkpoint/pickle';
import { PickleError } from '../../../electron/convert/checkpoint/pickled';
import type { SourceTensor } from '../../../electron/convert/checkpoint/tensor';
import { readTorchFile } from '../../../electron/convert/checkpoint/torchFile';
import { FIXTURES, freshFolder, refusalOf } from '../made';

// Written by torch itself: models/convert/torch_files.py.
const file = (name: string): string => path.join(FIXTURES, 'torch', name);

function bytesOf({ file: from, offset, bytes }: SourceTensor): Uint8Array {
  return Uint8Array.from(fs.readFileSync(from).subarray(offset, offset + bytes));
}

/** 0, 1, 2 … times a step, as float32 of little-endian bytes. */
const steps = (from: number, count: number, step: number): Float32Array =>
  Float32Array.from({ length: count }, (_, index) => (from + index) * step);

describe('a file that torch saved', () => {
  // Catches a storage's offset in the wrong unit, a zip entry's place without its local header.
  it('is read: names, kinds, shapes and numbers', async () => {
    const read = await readTorchFile(file('weights.bin'));
    const shapes = [...read].map(([name, { dtype, shape }]) => [name, dtype, shape]);
    expect(shapes).toEqual([
      ['whole.weight', 'F32', [4, 6]],
      ['rows.weight', 'F32', [2, 6]],
      ['half.weight', 'F16', [4, 6]],
      ['brain.weight', 'BF16', [4, 6]],
      ['position_ids', 'I64', [5]],
      ['single', 'F32', []],
    ]);
    const place = (name: string): SourceTensor => read.get(name) ?? expect.fail(name);
    const floats = (name: string) => new Float32Array(bytesOf(place(name)).buffer);
    expect(floats('whole.weight')).toEqual(steps(0, 24, 0.25));
    expect(floats('rows.weight')).toEqual(steps(6, 12, 0.25));
    expect(floats('single')).toEqual(Float32Array.of(2.5));
    const brain = new Uint16Array(bytesOf(place('brain.weight')).buffer);
    const whole = new Uint32Array(steps(0, 24, 1).buffer);
    expect(brain).toEqual(Uint16Array.from(whole, (bits) => bits >>> 16));
    expect(new BigInt64Array(bytesOf(place('position_ids')).buffer)).toEqual(
      BigInt64Array.of(0n, 1n, 2n, 3n, 4n),
    );
  });

  // Catches an optimiser's numbers taken for weights.
  it('of a training run gives its weights alone', async () => {
    const read = await readTorchFile(file('trained.pt'));
    expect([...read].map(([name, { shape }]) => [name, shape])).toEqual([
      ['weight', [2, 3]],
      ['bias', [2]],
    ]);
  });

  // Catches a reader that runs what a file names, or reads numbers in a wrong order.
  it.each([
    ['evil.pt', /asks for (posix|nt)\.system/],
    ['arguments.pt', /asks for argparse\.Namespace/],
    ['turned.pt', /turned\.weight .* not lie in one piece/],
    ['nothing.pt', /no table of weights/],
    ['old.bin', /not a whole file of torch 1\.6/],
  ])('is refused: %s', async (name, words) => {
    expect(await refusalOf(() => readTorchFile(file(name)))).toMatch(words);
  });

  // Catches a file cut short at any place that is taken for whole, or an error without a sentence.
  it('is refused wherever it is cut', async () => {
    const bytes = fs.readFileSync(file('weights.bin'));
    const cut = path.join(freshFolder(), 'weights.bin');
    for (let length = 0; length < bytes.length; length += 97) {
      fs.writeFileSync(cut, bytes.subarray(0, length));
      expect(await refusalOf(() => readTorchFile(cut))).toMatch(/not a whole file of torch/);
    }
  });

  // Catches an exception of the reader's own, or no end, for bytes that are no pickle.
  it('is refused with any byte of its description changed, or read', () => {
    const bytes = fs.readFileSync(file('weights.bin'));
    const begin = bytes.indexOf(Buffer.from([0x80, 2, 0x63]));
    const pickle = Uint8Array.from(bytes.subarray(begin, begin + 700));
    for (const index of pickle.keys()) {
      for (const bit of [0, 3, 7]) {
        const harmed = pickle.slice();
        harmed[index] = (harmed[index] ?? 0) ^ (1 << bit);
        try {
          readPickle(harmed);
        } catch (error) {
          expect(error).toBeInstanceOf(PickleError);
        }
      }
    }
  });

  // Catches a description of a few bytes that grows without end: each tuple names the last twice.
  it('does not grow by tuples of tuples', () => {
    const doubled = [
      0x29,
      ...Array.from({ length: 60 }, (_, i) => [0x71, i, 0x68, i, 0x86]).flat(),
    ];
    expect(readPickle(Uint8Array.of(0x80, 2, ...doubled, 0x2e))).toHaveLength(2);
  });
});
