import type { Language } from '../../shared/i18n/languages';
import type { StoreErrorCode } from '../store/error';
import type { Found } from './check';

/** What the process that checks is asked. */
export interface CheckQuestion {
  /** All data, or the database alone by SQLite's quick check. */
  readonly what: 'all' | 'database';
  /** Data folder. */
  readonly folder: string;
  /** Folder of the better-sqlite3 to use; undefined for the installed one. */
  readonly driver: string | undefined;
  readonly language: Language;
}

/** What it tells on the way and at the end; bytes of all that is looked at. */
export type CheckAnswer =
  | { readonly type: 'progress'; readonly done: number; readonly total: number }
  | { readonly type: 'found'; readonly found: Found }
  | { readonly type: 'database'; readonly fault: string | undefined }
  | { readonly type: 'error'; readonly code: StoreErrorCode; readonly error: string };
