import fs from 'node:fs/promises';
import path from 'node:path';
import { refused } from '../error';
import { readAt } from './readAt';
import { countOf, DTYPE_BYTES, isDtype, type SourceTensor } from './tensor';

/** Longest header that is read (bytes); the format's own limit. */
export const LONGEST_HEADER = 100_000_000;

/** Bytes in front of the header, which hold its length. */
export const LENGTH_BYTES = 8;

/**
 * Length of the header from the first eight bytes of a file.
 *
 * @param size of the whole file in bytes
 * @throws ConvertError when it cannot be the header of a file of this size
 */
export function headerLength(begin: Uint8Array, size: number, file: string): number {
  const name = path.basename(file);
  if (begin.length < LENGTH_BYTES) throw refused('convert.notSafetensors', { file: name });
  const view = new DataView(begin.buffer, begin.byteOffset, LENGTH_BYTES);
  const length = view.getBigUint64(0, true);
  if (length > BigInt(LONGEST_HEADER)) throw refused('convert.headerTooLong', { file: name });
  // The header is an object: two braces are the least.
  if (length < 2n || Number(length) + LENGTH_BYTES > size) {
    throw refused('convert.notSafetensors', { file: name });
  }
  return Number(length);
}

/**
 * Reads a header and checks that its tensors fill the rest of the file without gaps.
 *
 * @param header without the eight bytes of its length
 * @param size of the whole file in bytes
 * @throws ConvertError for a damaged header, a place that does not fit, an unknown kind of numbers
 */
export function parseHeader(
  header: Uint8Array,
  size: number,
  file: string,
): Map<string, SourceTensor> {
  const name = path.basename(file);
  const begin = LENGTH_BYTES + header.length;
  const found = new Map<string, SourceTensor>();
  for (const [tensor, entry] of Object.entries(objectOf(header, name))) {
    if (tensor === '__metadata__') continue;
    const { dtype, shape, data_offsets: place } = fieldsOf(entry);
    if (typeof dtype === 'string' && !isDtype(dtype)) {
      throw refused('convert.dtype', { file: name, tensor, dtype });
    }
    if (!isDtype(dtype) || !isShape(shape) || !areSizes(place) || place.length !== 2) {
      throw refused('convert.headerUnreadable', { file: name });
    }
    const [from = 0, to = 0] = place;
    if (begin + to > size) throw refused('convert.tensorOutside', { file: name, tensor });
    const bytes = countOf(shape) * DTYPE_BYTES[dtype];
    if (to - from !== bytes) throw refused('convert.tensorPlace', { file: name, tensor });
    found.set(tensor, { file, dtype, shape, offset: begin + from, bytes });
  }
  checkPlaces(found, begin, size, name);
  return found;
}

/**
 * The tensors of one safetensors file; only its header is read.
 *
 * @throws ConvertError when the file is damaged; errors of the file system
 */
export async function readSafetensors(file: string): Promise<Map<string, SourceTensor>> {
  const handle = await fs.open(file);
  try {
    const { size } = await handle.stat();
    const first = await readAt(handle, 0, Math.min(LENGTH_BYTES, size));
    const length = headerLength(first, size, file);
    return parseHeader(await readAt(handle, LENGTH_BYTES, length), size, file);
  } finally {
    await handle.close();
  }
}

function objectOf(header: Uint8Array, file: string): object {
  try {
    const read: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(header));
    if (typeof read === 'object' && read !== null && !Array.isArray(read)) return read;
  } catch (cause) {
    throw refused('convert.headerUnreadable', { file }, { cause });
  }
  throw refused('convert.headerUnreadable', { file });
}

function fieldsOf(entry: unknown): Record<string, unknown> {
  return typeof entry === 'object' && entry !== null ? (entry as Record<string, unknown>) : {};
}

const areSizes = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);

/** Whether it is a shape whose numbers can be counted exactly, also in bytes. */
const isShape = (value: unknown): value is number[] =>
  areSizes(value) && Number.isSafeInteger(countOf(value) * 8);

function checkPlaces(
  tensors: ReadonlyMap<string, SourceTensor>,
  begin: number,
  size: number,
  file: string,
): void {
  let end = begin;
  for (const [tensor, { offset, bytes }] of [...tensors].sort(
    ([, a], [, b]) => a.offset - b.offset || a.bytes - b.bytes,
  )) {
    if (offset !== end) throw refused('convert.tensorPlace', { file, tensor });
    end += bytes;
  }
  if (end !== size) throw refused('convert.tooLong', { file });
}
