/** What a person can be told of a failure of the store. */
export type StoreErrorCode = 'store' | 'full' | 'missing' | 'input';

/** An error of the store whose message is one sentence for the person. */
export class StoreError extends Error {
  override readonly name = 'StoreError';

  constructor(
    readonly code: StoreErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

const FULL = 'The disk is full: free some space and try again; nothing written before is lost.';
const DAMAGED =
  'The file of the conversations is damaged; it was left as it is, so put a copy of it in its place or move it away.';

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}

/** Whether an error was thrown by SQLite itself. */
export const isSqliteError = (error: unknown): boolean => codeOf(error).startsWith('SQLITE_');

/** Whether an error says that the database file itself is damaged. */
export function isCorrupt(error: unknown): boolean {
  const origin = error instanceof StoreError ? error.cause : error;
  return /^SQLITE_(CORRUPT|NOTADB)/.test(codeOf(origin));
}

/**
 * Turns whatever SQLite or the file system threw into a {@link StoreError}; errors that already are
 * one come back as they are.
 */
export function storeError(error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const code = codeOf(error);
  const cause = { cause: error };
  if (code.startsWith('SQLITE_FULL') || code === 'ENOSPC' || code === 'EDQUOT') {
    return new StoreError('full', FULL, cause);
  }
  if (isCorrupt(error)) return new StoreError('store', DAMAGED, cause);
  if (code === 'SQLITE_CONSTRAINT_FOREIGNKEY') {
    return new StoreError(
      'missing',
      'A picture or message that this needs is not kept any more: add it again.',
      cause,
    );
  }
  if (
    code.startsWith('SQLITE_READONLY') ||
    code === 'EACCES' ||
    code === 'EPERM' ||
    code === 'EROFS'
  ) {
    return new StoreError(
      'store',
      'The data folder cannot be written: allow this program to write there and try again.',
      cause,
    );
  }
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) {
    return new StoreError(
      'store',
      'Another program holds the file of the conversations: close it and try again.',
      cause,
    );
  }
  const detail = error instanceof Error ? error.message : String(error);
  return new StoreError(
    'store',
    `The conversations could not be read or written (${detail}).`,
    cause,
  );
}

/** A database file that SQLite itself finds faults in; its bytes are as they were found. */
export class DamagedError extends StoreError {
  constructor(file: string, detail: string) {
    super(
      'store',
      `The file of the conversations, ${file}, is damaged (${detail}); it was left as it is, so put a copy of it in its place or move it away.`,
    );
  }
}
