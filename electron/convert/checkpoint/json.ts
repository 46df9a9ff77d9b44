import fs from 'node:fs/promises';
import path from 'node:path';
import { refused } from '../error';

/** Longest description of a checkpoint that is read (bytes). */
const LONGEST = 100_000_000;

/**
 * A file of JSON whose top is an object.
 *
 * @throws ConvertError when it is something else; errors of the file system
 */
export async function readJson(file: string): Promise<Record<string, unknown>> {
  const { size } = await fs.stat(file);
  if (size > LONGEST) throw refused('convert.jsonUnreadable', { file: path.basename(file) });
  return parseJson(await fs.readFile(file, 'utf8'), file);
}

/** An object out of JSON. @throws ConvertError with the file's name when it is something else */
export function parseJson(text: string, file: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    throw refused('convert.jsonUnreadable', { file: path.basename(file) }, { cause });
  }
  if (!isObject(value)) throw refused('convert.jsonUnreadable', { file: path.basename(file) });
  return value;
}

/** Whether a value of JSON is an object. */
export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
