import type { z } from 'zod';
import { currentLanguage } from '../../shared/i18n/translate';
import { refusedEntry } from './error';

/** Deepest nesting of objects and lists that is read. */
const DEEPEST = 64;
/** Largest JSON that is read as a whole (bytes). */
const LARGEST = 256 * 2 ** 20;

/** Whether JSON nests too deeply; scans the bytes without parsing. */
function isDeep(bytes: Uint8Array): boolean {
  let depth = 0;
  let quoted = false;
  for (let place = 0; place < bytes.length; place += 1) {
    const byte = bytes[place];
    if (quoted) {
      if (byte === 0x5c) place += 1;
      else if (byte === 0x22) quoted = false;
    } else if (byte === 0x22) quoted = true;
    else if (byte === 0x5b || byte === 0x7b) {
      depth += 1;
      if (depth > DEEPEST) return true;
    } else if (byte === 0x5d || byte === 0x7d) depth -= 1;
  }
  return false;
}

/**
 * Parses the JSON of an entry, bounded in size and depth.
 *
 * @param name of the entry, for the error message
 * @throws AppError
 */
export function parseJson(name: string, bytes: Uint8Array): unknown {
  if (bytes.byteLength > LARGEST) throw refusedEntry(name, 'entry.large');
  if (isDeep(bytes)) throw refusedEntry(name, 'entry.deep', { levels: DEEPEST });
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return JSON.parse(text) as unknown;
  } catch {
    throw refusedEntry(name, 'entry.noJson');
  }
}

/** @throws AppError that names the entry and the field */
export function parseAs<Schema extends z.ZodType>(
  name: string,
  value: unknown,
  schema: Schema,
): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue?.path.map(String).join('.') ?? '';
  if (issue?.code === 'too_big' && issue.origin === 'string') {
    const most = issue.maximum.toLocaleString(currentLanguage());
    throw refusedEntry(name, 'entry.longField', { field, most });
  }
  if (field === '') throw refusedEntry(name, 'entry.otherForm');
  throw refusedEntry(name, 'entry.wrongField', { field });
}
