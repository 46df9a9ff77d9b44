import type { WritableDatabase } from './connection';

/** What keeps SQLite from checkpointing the log into a database file. */
interface Hold {
  /** Reads the file alone, without its log, for as long as it is open. */
  readonly reader: WritableDatabase;
  /** Pages in the log after which SQLite checkpoints it by itself. */
  readonly pages: number;
}

/**
 * The database of a store while it is open. While it is held, its file stays byte for byte as it was
 * opened and changes go to the log: a reader of the file alone blocks every process that would
 * checkpoint the log, and closing a database checkpoints it only when no other connection is left.
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

  /** Releases the database: SQLite checkpoints the log by itself again. */
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
