import { t } from '../../shared/i18n/translate';
import { AppError } from '../../shared/ipc/errors';

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}

/** Whether an error was thrown by SQLite itself. */
export const isSqliteError = (error: unknown): boolean => codeOf(error).startsWith('SQLITE_');

const originOf = (error: unknown): unknown => (error instanceof AppError ? error.cause : error);

/** Whether an error says that the database file itself is damaged. */
export const isCorrupt = (error: unknown): boolean =>
  /^SQLITE_(CORRUPT|NOTADB)/.test(codeOf(originOf(error)));

/** Whether an error says that another process is writing. */
export const isBusy = (error: unknown): boolean =>
  codeOf(originOf(error)).startsWith('SQLITE_BUSY');

/** Message with which a database whose data was moved refuses a change; the new folder follows. */
export const MOVED_TO = 'The conversations were moved to ';

/** Whether an error says that a place must not be written to. */
export function isReadOnly(error: unknown): boolean {
  const code = codeOf(error instanceof AppError ? error.cause : error);
  return code.startsWith('SQLITE_READONLY') || ['EACCES', 'EPERM', 'EROFS'].includes(code);
}

/**
 * Turns whatever SQLite or the file system threw into an {@link AppError}; one that already is an
 * AppError is returned unchanged.
 */
export function storeError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const code = codeOf(error);
  const cause = { cause: error };
  if (code.startsWith('SQLITE_FULL') || code === 'ENOSPC' || code === 'EDQUOT') {
    return new AppError('full', t('store.full'), cause);
  }
  if (isCorrupt(error)) return new AppError('store', t('store.damaged'), cause);
  if (code === 'SQLITE_CONSTRAINT_FOREIGNKEY') {
    return new AppError('missing', t('store.contentGone'), cause);
  }
  if (isReadOnly(error)) {
    return new AppError('store', t('store.readOnly'), cause);
  }
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) {
    return new AppError('store', t('store.busy'), cause);
  }
  const detail = error instanceof Error ? error.message : String(error);
  if (code === 'SQLITE_CONSTRAINT_TRIGGER' && detail.startsWith(MOVED_TO)) {
    const moved = { path: detail.slice(MOVED_TO.length) };
    return new AppError('store', t('store.moved', moved), cause);
  }
  return new AppError('store', t('store.failed', { detail }), cause);
}

/** A database file in which SQLite itself finds faults; its bytes are untouched. */
export class DamagedError extends AppError {
  constructor(file: string, detail: string) {
    super('store', t('store.damagedFile', { file, detail }));
  }
}
