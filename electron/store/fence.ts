/**
 * The fence around a database whose data is being moved: triggers that refuse every change of a row.
 * A change by another process is either committed before the fence and so moved along, or refused; that
 * holds for connections that were already open, and for every version of the program.
 */
import path from 'node:path';
import fs from 'node:fs';
import type { ReadableDatabase, WritableDatabase } from './connection';
import { MOVED_TO } from './error';
import { MOVED_FILES } from './movedFiles';
import { refuseMoved } from './location';

const CHANGES = ['INSERT', 'UPDATE', 'DELETE'] as const;

/** Tables of the schema; the index of the search follows the tables by itself. */
const tablesOf = (database: ReadableDatabase): string[] =>
  database
    .all<{ name: string }>(
      `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
         AND name NOT LIKE 'part\\_text%' ESCAPE '\\'`,
    )
    .map(({ name }) => name);

const triggerOf = (id: string, table: string, change: string): string =>
  `moved_${id}_${table}_${change.toLowerCase()}`;

/** Names of the triggers of any fence. */
const fencesOf = (database: ReadableDatabase): string[] =>
  database
    .all<{ name: string }>(
      `SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'moved\\_%' ESCAPE '\\'`,
    )
    .map(({ name }) => name);

/**
 * Raises a fence; within a transaction of the caller.
 *
 * @param to folder that the refusal names
 * @param id lower-case hexadecimal name of this fence
 */
export function raiseFence(database: WritableDatabase, to: string, id: string): void {
  const words = `${MOVED_TO}${to}`.replaceAll("'", "''");
  for (const table of tablesOf(database)) {
    for (const change of CHANGES) {
      database.script(
        `CREATE TRIGGER "${triggerOf(id, table, change)}" BEFORE ${change} ON "${table}"
         BEGIN SELECT RAISE(ABORT, '${words}'); END`,
      );
    }
  }
}

/** Whether a fence has stood without a gap since it was raised: nobody raises one of the same name. */
export function hasFence(database: ReadableDatabase, id: string): boolean {
  const there = new Set(fencesOf(database));
  const tables = tablesOf(database);
  return (
    tables.length > 0 &&
    tables.every((table) => CHANGES.every((change) => there.has(triggerOf(id, table, change))))
  );
}

/**
 * Removes the fence left by a move that was killed before it was done.
 *
 * @param folder data folder of the database
 * @throws AppError when the move was done: then the data is elsewhere
 */
export function lowerFence(database: WritableDatabase, folder: string): void {
  if (fencesOf(database).length === 0) return;
  database.transaction(() => {
    // A move says that it is done while nobody else can write, so what is read here stays true.
    refuseMoved(folder);
    for (const name of fencesOf(database)) database.script(`DROP TRIGGER "${name}"`);
  });
  fs.rmSync(path.join(folder, MOVED_FILES), { force: true });
}
