import fs from 'node:fs';
import type { ReadableDatabase, WritableDatabase } from './connection';
import { DamagedError, isCorrupt } from './error';
import { AppError } from '../../shared/ipc/errors';
import { NEWEST_SCHEMA, refuseFuture, schemaVersionOf } from './migrations/migrate';
import { t } from '../../shared/i18n/translate';

const MAGIC = 'SQLite format 3\0';
const VERSION_OFFSET = 60;
const HEADER = 100;

/**
 * Checks an existing file without changing a byte of it: the version in the header, then SQLite's own
 * check over a read-only connection.
 *
 * @param file absolute path; one that is missing or empty is sound
 * @param open opens the file with a read-only connection
 * @throws AppError a file that is damaged, from the future or of another program
 */
export function checkBeforeOpening(file: string, open: () => WritableDatabase): void {
  const header = readHeader(file);
  if (!header || header.length === 0) return;
  if (header.toString('latin1', 0, MAGIC.length) !== MAGIC || header.length < HEADER) {
    throw new DamagedError(file, t('store.notADatabase'));
  }
  refuseFuture(header.readUInt32BE(VERSION_OFFSET));
  const beside = [`${file}-wal`, `${file}-shm`];
  const before = beside.map((name) => fs.existsSync(name));
  let sound = false;
  let reader: WritableDatabase | undefined;
  try {
    reader = open();
    refuseFuture(schemaVersionOf(reader));
    const fault = faultOf(reader);
    if (fault !== undefined) throw new DamagedError(file, fault);
    if (!isOfStudio(reader)) {
      throw new AppError('input', t('store.foreignDatabase', { file }));
    }
    sound = true;
  } catch (error) {
    throw isCorrupt(error) ? new DamagedError(file, causeOf(error)) : error;
  } finally {
    reader?.close();
    // Opening a database makes empty files beside it; a refused one is left as it was found.
    if (!sound) beside.forEach((name, index) => before[index] || fs.rmSync(name, { force: true }));
  }
}

/** Whether the header of a file says the newest schema, so that opening it migrates nothing. */
export function hasNewestSchema(file: string): boolean {
  const header = readHeader(file);
  return header?.length === HEADER && header.readUInt32BE(VERSION_OFFSET) === NEWEST_SCHEMA;
}

/** Whether a database is empty or has the studio's tables. */
export function isOfStudio(reader: ReadableDatabase): boolean {
  const tables = reader.all<{ name: string }>(
    `SELECT name FROM sqlite_master WHERE type = 'table'`,
  );
  return tables.length === 0 || tables.some(({ name }) => name === 'conversation');
}

/**
 * The first fault that SQLite's quick check finds in a whole database; nothing when it finds none.
 *
 * @throws AppError for anything that prevents the check, other than a fault
 */
export function faultOf(reader: ReadableDatabase): string | undefined {
  try {
    const [first] = reader.all<{ quick_check: string }>('PRAGMA quick_check(1)');
    return first?.quick_check === 'ok' ? undefined : first?.quick_check;
  } catch (error) {
    if (isCorrupt(error)) return causeOf(error);
    throw error;
  }
}

function causeOf(error: unknown): string {
  const origin = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return origin instanceof Error ? origin.message : String(origin);
}

function readHeader(file: string): Buffer | undefined {
  if (!fs.existsSync(file)) return undefined;
  const descriptor = fs.openSync(file, 'r');
  try {
    const header = Buffer.alloc(HEADER);
    return header.subarray(0, fs.readSync(descriptor, header, 0, header.length, 0));
  } finally {
    fs.closeSync(descriptor);
  }
}
