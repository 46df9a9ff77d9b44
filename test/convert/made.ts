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

/** Shape, exponent and base of a tensor that is made from its name. */
export type Layout = Readonly<Record<string, readonly [readonly number[], number, number]>>;

/**
 * The numbers that a name stands for; `models/convert/numbers.py` makes the same ones.
 *
 * @param base what they lie around; around 1 they are coarser
 */
export function drawn(
  name: string,
  shape: readonly number[],
  exponent = 0,
  base = 0,
): Float32Array {
  const numbers = new Float32Array(shape.reduce((product, size) => product * size, 1));
  let seed = 0x811c9dc5;
  for (const byte of Buffer.from(name)) seed = Math.imul(seed ^ byte, 0x01000193);
  const step = 2 ** (exponent - 7);
  for (let index = 0; index < numbers.length; index += 1) {
    let mixed = (seed + Math.imul(index, 0x9e3779b9)) | 0;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    const whole = ((mixed ^ (mixed >>> 16)) >>> 24) - 128;
    numbers[index] = base + (base ? Math.floor(whole / 8) * 8 : whole) * step;
  }
  return numbers;
}

/** Numbers as a checkpoint keeps them; bfloat16 holds all of {@link drawn} exactly. */
export function made(numbers: Float32Array, shape: readonly number[], dtype: 'BF16' | 'F32'): Made {
  if (dtype === 'F32') return { dtype, shape, bytes: new Uint8Array(numbers.buffer) };
  const bits = new Uint32Array(numbers.buffer, numbers.byteOffset, numbers.length);
  const short = Uint16Array.from(bits, (word) => word >>> 16);
  return { dtype, shape, bytes: new Uint8Array(short.buffer) };
}

/** The tensors of a layout. */
export function tensorsOf(layout: Layout, dtype: 'BF16' | 'F32' = 'BF16'): Record<string, Made> {
  return Object.fromEntries(
    Object.entries(layout).map(([name, [shape, exponent, base]]) => [
      name,
      made(drawn(name, shape, exponent, base), shape, dtype),
    ]),
  );
}

/** Writes a folder with a checkpoint and its config.json; gives the folder. */
export function writtenCheckpoint(
  tensors: Readonly<Record<string, Made>>,
  config: object,
  folder = freshFolder(),
): string {
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, 'model.safetensors'), safetensors(tensors));
  fs.writeFileSync(path.join(folder, 'config.json'), JSON.stringify(config));
  return folder;
}

/** A file of expected results; see `models/scripts/convert_fixtures.py`. */
export function expected<Kind>(name: string): Kind {
  const text = fs.readFileSync(path.join(FIXTURES, `${name}.json`), 'utf8');
  return JSON.parse(text) as Kind;
}

/** float32 out of base64. */
export function floatsOf(text: string): Float32Array {
  const bytes = Uint8Array.from(Buffer.from(text, 'base64'));
  return new Float32Array(bytes.buffer);
}

/** The greatest distance of two lists of the same length. */
export function greatest(found: Float32Array, wanted: Float32Array): number {
  if (found.length !== wanted.length) return Infinity;
  return found.reduce(
    (most, value, at) => Math.max(most, Math.abs(value - (wanted[at] ?? NaN))),
    0,
  );
}

/** Cosine of the angle between two lists. */
export function cosine(found: Float32Array, wanted: Float32Array): number {
  const dot = (a: Float32Array, b: Float32Array): number =>
    a.reduce((sum, value, at) => sum + value * (b[at] ?? NaN), 0);
  return dot(found, wanted) / Math.sqrt(dot(found, found) * dot(wanted, wanted));
}
