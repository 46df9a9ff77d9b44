/** Everything that is kept, as it was made, to be damaged and put back again and again. */
import fs from 'node:fs';
import path from 'node:path';
import { markClosed } from '../../../electron/store/cleanShutdown';
import { DATABASE, openStore, type Store } from '../../../electron/store/open';
import { fill, type Made } from './data';

/** Transactions in the log, of one message each. */
export const TRANSACTIONS = 10;
const BEGIN = 'said ';

/** Rows of all tables but those that the search keeps for itself. */
export function rowsOf({ database }: Store): string {
  const tables = database.all<{ name: string }>(
    `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'part_text%'
       AND name NOT LIKE 'sqlite_%' ORDER BY name`,
  );
  return JSON.stringify(tables.map(({ name }) => database.all(`SELECT * FROM ${name}`)));
}

/** Words of all messages. */
export const wordsOf = ({ database }: Store): string =>
  JSON.stringify(database.all('SELECT message_id, position, text FROM part ORDER BY id'));

/** A data folder and a second place of copies that can be damaged. */
export class World {
  /** Rows of all tables and words of all messages, as they were made. */
  rows = '';
  words = '';
  #whole = new Map<string, Buffer>();
  #log = new Map<string, Buffer>();

  private constructor(readonly made: Made) {}

  /**
   * @param data an empty folder
   * @param disk another one, for the second place
   * @param seed which conversations there are
   */
  static async make(data: string, disk: string, seed: number): Promise<World> {
    const world = new World(await fill(data, disk, seed));
    const store = openStore({ folder: data });
    world.rows = rowsOf(store);
    world.words = wordsOf(store);
    store.close();
    markClosed(path.join(data, DATABASE));
    world.#whole = new Map(world.#files().map((file) => [file, fs.readFileSync(file)]));
    world.#keepLog();
    return world;
  }

  /** Puts everything back as it was made; with the log, as a killed program left it. */
  restore(withLog: boolean): void {
    for (const file of this.#files()) if (!this.#whole.has(file)) fs.rmSync(file);
    for (const [file, bytes] of this.#whole) {
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, bytes);
    }
    if (withLog) for (const [file, bytes] of this.#log) fs.writeFileSync(file, bytes);
  }

  isAsMade(file: string): boolean {
    return fs.existsSync(file) && this.#whole.get(file)?.equals(fs.readFileSync(file)) === true;
  }

  /** Files that were made below a folder. */
  below(...names: readonly string[]): string[] {
    const folder = path.join(...names) + path.sep;
    return [...this.#whole.keys()].filter((file) => file.startsWith(folder)).sort();
  }

  /** Numbers of the messages of the log that are there, in order. */
  currentLanguage({ database }: Store): number[] {
    return database
      .all<{ text: string }>('SELECT text FROM part WHERE text LIKE ? ORDER BY id', `${BEGIN}%`)
      .map(({ text }) => Number(text.slice(BEGIN.length)));
  }

  async withStore<Result>(act: (store: Store) => Promise<Result>): Promise<Result> {
    const store = openStore({ folder: this.made.data });
    try {
      return await act(store);
    } finally {
      store.close();
    }
  }

  /** Files of both disks that lie there now. */
  #files(): string[] {
    return [this.made.data, path.dirname(this.made.second)].flatMap((folder) =>
      fs
        .readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => path.join(entry.parentPath, entry.name)),
    );
  }

  /** Writes to the store and keeps what a program that is killed then leaves. */
  #keepLog(): void {
    const store = openStore({ folder: this.made.data });
    const { id } = store.conversations.create();
    store.database.script('PRAGMA wal_checkpoint(TRUNCATE)');
    const files = ['', '-wal'].map((end) => path.join(this.made.data, DATABASE + end));
    for (let index = 0; index < TRANSACTIONS; index += 1) {
      const parts = [{ type: 'text', text: BEGIN + String(index) } as const];
      store.messages.add({ conversationId: id, parentId: null, role: 'user', parts });
    }
    this.#log = new Map(files.map((file) => [file, fs.readFileSync(file)]));
    store.close();
  }
}
