import type BetterSqlite3 from 'better-sqlite3';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import { isSqliteError, storeError } from './error';
import { t } from '../../shared/i18n/translate';
import { AppError } from '../../shared/ipc/errors';
import { isBusy } from './error';
import { makePrivateFile } from '../disk/privateMode';

/** A value that SQLite keeps: `STRICT` tables hold nothing else. */
export type Value = string | number | null;

/** What a reader may do: statements that write are refused when they are run. */
export interface ReadableDatabase {
  /** First row, or nothing. */
  get<Row>(sql: string, ...values: readonly Value[]): Row | undefined;
  all<Row>(sql: string, ...values: readonly Value[]): Row[];
}

declare const writable: unique symbol;

/** A database that may be written; the brand keeps a reader's functions from getting one by chance. */
export type WritableDatabase = ReadableDatabase & {
  readonly [writable]: true;
  /** Runs one statement and returns the number of changed rows. */
  run(sql: string, ...values: readonly Value[]): number;
  /** Runs several statements without values. */
  script(sql: string): void;
  /** Writes by way of a log from now on; false on a disk where SQLite cannot keep one. */
  keepLog(): boolean;
  /** All or nothing; within another transaction it is a savepoint. */
  transaction<Result>(work: () => Result): Result;
  /**
   * Copies the whole database to a file by SQLite's backup, some pages at a time, so that reading and
   * writing go on meanwhile; what is written during it is in the copy.
   */
  backup(file: string, progress?: (done: number, total: number) => void): Promise<void>;
  close(): void;
};

/** Pages that a backup copies before others may work, at first: 2 MB. */
const PAGES_AT_ONCE = 512;

type Constructor = typeof BetterSqlite3;

/**
 * Loads better-sqlite3.
 *
 * @param folder folder of the module to take; undefined for the installed one. Electron's fallback
 *   needs an older build than plain Node does.
 */
export function loadDriver(folder: string | undefined): Constructor {
  const require = createRequire(import.meta.url);
  return require(folder ?? 'better-sqlite3') as Constructor;
}

export interface ConnectOptions {
  readonly driver: Constructor;
  readonly file: string;
  readonly readonly?: boolean;
}

/** Opens a connection with all safety settings; opening writes nothing. */
export function connect({ driver, file, readonly = false }: ConnectOptions): WritableDatabase {
  if (!readonly && file !== ':memory:') makePrivateFile(file);
  const before = placeOf(file);
  const database = new driver(file, { readonly, timeout: 5000 });
  const opened = placeOf(file);
  try {
    // Another file may have taken its place in the meantime.
    if (before !== undefined) expectPlace(file, before);
    database.pragma('foreign_keys = ON');
    database.pragma('trusted_schema = OFF');
    database.pragma('cell_size_check = ON');
    database.pragma('synchronous = FULL');
    if (process.platform === 'darwin') {
      // On macOS, fsync alone leaves the data in the disk's own cache.
      database.pragma('fullfsync = ON');
      database.pragma('checkpoint_fullfsync = ON');
    }
  } catch (error) {
    database.close();
    throw error;
  }
  const statements = new Map<string, BetterSqlite3.Statement<unknown[]>>();
  const prepare = (sql: string): BetterSqlite3.Statement<unknown[]> => {
    let statement = statements.get(sql);
    if (!statement) statements.set(sql, (statement = database.prepare<unknown[]>(sql)));
    return statement;
  };
  const read = (sql: string): BetterSqlite3.Statement<unknown[]> => {
    const statement = prepare(sql);
    if (!statement.readonly) throw new TypeError(`A reader may not run: ${sql}`);
    return statement;
  };
  const write = <Result>(work: () => Result): Result => {
    expectPlace(file, opened);
    const result = guard(work);
    // Whatever was written after the file was moved away is gone with it.
    expectPlace(file, opened);
    return result;
  };
  const connection: Omit<WritableDatabase, typeof writable> = {
    get: <Row>(sql: string, ...values: readonly Value[]) =>
      guard(() => read(sql).get(...values) as Row | undefined),
    all: <Row>(sql: string, ...values: readonly Value[]) =>
      guard(() => read(sql).all(...values) as Row[]),
    run: (sql, ...values) => write(() => prepare(sql).run(...values).changes),
    script: (sql) => write(() => void database.exec(sql)),
    keepLog: () => write(() => database.pragma('journal_mode = WAL', { simple: true }) === 'wal'),
    transaction: (work) => write(() => database.transaction(work).immediate()),
    backup: async (file, progress) => {
      let pages = PAGES_AT_ONCE;
      let least = Infinity;
      try {
        await database.backup(file, {
          progress: ({ totalPages, remainingPages }) => {
            progress?.(totalPages - remainingPages, totalPages);
            // SQLite restarts after each change by another process, so it might never finish.
            if (remainingPages > least) pages *= 2;
            least = remainingPages;
            return pages;
          },
        });
      } catch (error) {
        throw storeError(error);
      }
    },
    close: () => void database.close(),
  };
  return connection as WritableDatabase;
}

/** Whether any connection to a database is open, of this process or of another one. */
export function isOpen({ driver, file }: Omit<ConnectOptions, 'readonly'>): boolean {
  if (!fs.existsSync(file)) return false;
  const probe = new driver(file, { timeout: 200 });
  try {
    // Any other open connection to the log blocks this; a setting that reads would come too early.
    probe.pragma('locking_mode = EXCLUSIVE');
    probe.prepare('SELECT count(*) FROM sqlite_master').get();
    return false;
  } catch (error) {
    if (isBusy(error)) return true;
    throw error;
  } finally {
    probe.close();
  }
}

const placeOf = (file: string): number | undefined =>
  fs.statSync(file, { throwIfNoEntry: false })?.ino;

/**
 * Checks that a file is still the one that was opened. SQLite goes on writing to a file that was
 * removed or moved away, and all of that would be lost silently.
 *
 * @throws AppError `store` when it is not
 */
function expectPlace(file: string, opened: number | undefined): void {
  if (placeOf(file) !== opened) throw new AppError('store', t('store.gone'));
}

/** Turns errors of SQLite into an AppError; all others pass through. */
function guard<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw isSqliteError(error) ? storeError(error) : error;
  }
}
