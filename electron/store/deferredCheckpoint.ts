import type { WritableDatabase } from './connection';

/** What stands in the way of folding the log into a database file. */
interface Hold {
  /** Reads the file alone, without its log, for as long as it is open. */
  readonly reader: WritableDatabase;
  /** Pages in the log after which SQLite folds it by itself. */
  readonly pages: number;
}

/**
 * The database of a store from its opening to its closing. While it is held, every byte of its file
 * stays as it was opened and what is written lies in the log: a reader of the file alone is in the way
 * of every process that would fold the log, and the closing of a database folds it only where no other
 * connection is left.
 */
export class OpenedDatabase {
  #open = true;
  #hold: Hold | undefined;

  private constructor(
    readonly database: WritableDatabase,
    hold: Hold | undefined,
  ) {
    this.#hold = hold;
  }

  /**
   * Opens a database.
   *
   * @param connect makes a new connection
   * @param held whether to hold it; its log must be empty then
   */
  static open(connect: (readonly: boolean) => WritableDatabase, held: boolean): OpenedDatabase {
    if (!held) return new OpenedDatabase(connect(false), undefined);
    const reader = connect(true);
    let database: WritableDatabase | undefined;
    try {
      reader.script('BEGIN');
      reader.get('SELECT count(*) FROM sqlite_master');
      database = connect(false);
      const found = database.get<{ wal_autocheckpoint: number }>('PRAGMA wal_autocheckpoint');
      database.script('PRAGMA wal_autocheckpoint = 0');
      return new OpenedDatabase(database, { reader, pages: found?.wal_autocheckpoint ?? 0 });
    } catch (error) {
      database?.close();
      reader.close();
      throw error;
    }
  }

  get isCheckpointDeferred(): boolean {
    return this.#open && this.#hold !== undefined;
  }

  /** Ends the holding: SQLite folds the log by itself again. */
  release(): void {
    if (!this.#hold) return;
    this.#hold.reader.close();
    this.database.script(`PRAGMA wal_autocheckpoint = ${this.#hold.pages}`);
    this.#hold = undefined;
  }

  /**
   * Closes the database; one that is held leaves its log beside it.
   *
   * @returns whether it was open and not held
   */
  close(): boolean {
    const folded = this.#open && !this.#hold;
    this.#open = false;
    this.database.close();
    this.#hold?.reader.close();
    return folded;
  }
}
