import type { Found } from './check';

/** What to check, and with which SQLite. */
export interface CheckRequest {
  /** Data folder. */
  readonly folder: string;
  /** Folder of the better-sqlite3 to use; undefined for the installed one. */
  readonly driver: string | undefined;
}

/** Bytes of all that is read. */
export interface CheckProgress {
  readonly done: number;
  readonly total: number;
}

/** What the check process can be asked: all data, or the database alone by SQLite's quick check. */
export interface CheckCalls {
  all: { input: CheckRequest; news: CheckProgress; output: Found };
  database: { input: CheckRequest; news: never; output: string | undefined };
}
