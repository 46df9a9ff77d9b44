import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach } from 'vitest';
import { DTYPE_BYTES, type Dtype } from '../../electron/convert/checkpoint/tensor';

export const FIXTURES = path.resolve(import.meta.dirname, '../fixtures/convert');

/** A tensor to be written: its numbers as bytes. */
export interface Made {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) fs.rmSync(folder, { recursive: true, force: true });
});

/** An empty folder that is gone after the test. */
export function freshFolder(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'convert-'));
  folders.push(folder);
  return folder;
}

/** The bytes of a safetensors file, with a header that may be told to lie. */
export function safetensors(
  tensors: Readonly<Record<string, Made>>,
  change: (header: Record<string, unknown>) => unknown = (header) => header,
): Buffer {
  const header: Record<string, unknown> = { __metadata__: { format: 'pt' } };
  let end = 0;
  for (const [name, { dtype, shape, bytes }] of Object.entries(tensors)) {
    header[name] = { dtype, shape, data_offsets: [end, end + bytes.length] };
    end += bytes.length;
  }
  const text = Buffer.from(JSON.stringify(change(header)));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([length, text, ...Object.values(tensors).map(({ bytes }) => bytes)]);
}

/** A tensor of numbers that count up from 0. */
export function counting(dtype: Dtype, shape: readonly number[]): Made {
  const count = shape.reduce((product, size) => product * size, 1);
  const bytes = new Uint8Array(count * DTYPE_BYTES[dtype]);
  for (const index of bytes.keys()) bytes[index] = index % 251;
  return { dtype, shape, bytes };
}

/** The sentence of an error; fails when nothing is thrown. */
export async function refusalOf(work: () => unknown): Promise<string> {
  try {
    await work();
  } catch (error) {
    if (error instanceof Error && error.name === 'ConvertError') return error.message;
    throw error;
  }
  throw new Error('It was not refused.');
}
