/**
 * Versions of SQLite up to 3.51.2 may damage a database when two processes write and fold its log at
 * the same instant (https://sqlite.org/wal.html#walresetbug). A program with such a version opens a
 * database alone, and announces that in a file beside it, so that no other opens it meanwhile.
 */
import fs from 'node:fs';
import { z } from 'zod';
import { readJson } from '../disk/whole';
import { t } from '../../shared/i18n/translate';
import { AppError } from '../../shared/ipc/errors';
import { isRunning } from './running';
import { PRIVATE_FILE } from '../disk/privateMode';

/** Minor versions that received the fix, with the first patch version that has it. */
const MENDED: ReadonlyMap<number, number> = new Map([
  [44, 6],
  [50, 7],
  [51, 3],
]);
/** Time within which whoever wrote the file has also opened the database (milliseconds). */
const OPENING_LASTS = 60_000;

/** Whether a version of SQLite has the fault. */
export function hasWalReset(version: string): boolean {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  if (major !== 3 || minor > 51) return false;
  return patch < (MENDED.get(minor) ?? Infinity);
}

const openSchema = z.strictObject({
  sqlite: z.string().max(40),
  pid: z.number().int().positive(),
  at: z.number(),
});
const placeOf = (file: string): string => `${file}.open-alone`;

/** What is known about an opening of a database. */
export interface Opening {
  /** Absolute path of the database. */
  readonly file: string;
  /** Version of SQLite here. */
  readonly version: string;
  /** Whether another connection to the database is open. */
  readonly isOpen: () => boolean;
}

/**
 * Refuses an opening beside another one where either has the fault; called before the database is
 * opened. One with the fault announces itself until {@link endAlone}.
 *
 * @throws AppError
 */
export function beginAlone({ file, version, isOpen }: Opening): void {
  // What a program with the fault has announced.
  const said = readJson(placeOf(file), openSchema);
  const faulty = hasWalReset(version);
  if (!said && !faulty) return;
  // A killed one leaves its announcement behind; one just starting has not opened the database yet.
  const begins =
    said && said.pid !== process.pid && isRunning(said.pid) && Date.now() - said.at < OPENING_LASTS;
  if (begins) throw refusedBy(said.sqlite);
  if (faulty) {
    const mine = { sqlite: version, pid: process.pid, at: Date.now() };
    fs.writeFileSync(placeOf(file), JSON.stringify(mine), { mode: PRIVATE_FILE });
  }
  if (isOpen()) {
    if (said) throw refusedBy(said.sqlite);
    endAlone(file);
    throw new AppError('store', t('store.notAlone', { version }));
  }
  if (!faulty) endAlone(file);
}

const refusedBy = (version: string): AppError =>
  new AppError('store', t('store.openAlone', { version }));

/**
 * Refuses a database that a program with the fault opened just now; called once it is open.
 *
 * @throws AppError
 */
export function expectAlone({ file, version }: Opening): void {
  if (hasWalReset(version)) return;
  const said = readJson(placeOf(file), openSchema);
  if (said) throw refusedBy(said.sqlite);
}

/** Withdraws the announcement once the database is closed. */
export function endAlone(file: string): void {
  fs.rmSync(placeOf(file), { force: true });
}
