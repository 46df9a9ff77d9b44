import fs from 'node:fs';
import type { WritableDatabase } from '../store/connection';
import { isBusy, isCorrupt } from '../store/error';
import { PRIVATE_FILE } from '../disk/privateMode';

/** Bytes copied at a time. */
const PIECE = 2 ** 20;
/** How long to wait for a gap between the writes of others (milliseconds). */
const PATIENCE = 10_000;

/**
 * Keeps every other process from writing to a database that may be damaged, and lets this one copy and
 * rename its files meanwhile. One that is too damaged to be locked cannot be written by others either.
 */
export class WriterHold {
  readonly #descriptors: number[] = [];
  readonly #connections: WritableDatabase[] = [];

  /**
   * @param connect opens the database
   * @throws AppError while another process writes
   */
  constructor(connect: (readonly: boolean) => WritableDatabase) {
    try {
      // Closing a database checkpoints its log, unless another connection is still open.
      const reader = connect(true);
      this.#connections.push(reader);
      reader.get('SELECT count(*) FROM sqlite_master');
      const writer = connect(false);
      this.#connections.unshift(writer);
      beginWhenFree(writer);
    } catch (error) {
      if (isCorrupt(error)) return;
      this.release();
      throw error;
    }
  }

  /**
   * Copies a file of the database. POSIX drops the locks of a process when it closes any
   * descriptor of the file, so that this one stays open until the release.
   */
  copy(from: string, to: string): void {
    const source = fs.openSync(from, 'r');
    this.#descriptors.push(source);
    const target = fs.openSync(to, 'wx', PRIVATE_FILE);
    try {
      const piece = Buffer.alloc(PIECE);
      for (;;) {
        const length = fs.readSync(source, piece, 0, PIECE, null);
        if (length === 0) return;
        for (let done = 0; done < length;) {
          done += fs.writeSync(target, piece, done, length - done);
        }
      }
    } finally {
      fs.closeSync(target);
    }
  }

  release(): void {
    for (const connection of this.#connections.splice(0)) connection.close();
    for (const descriptor of this.#descriptors.splice(0)) fs.closeSync(descriptor);
  }
}

/** Begins a write as soon as nobody else writes; SQLite's busy handler misses the gaps of a busy writer. */
function beginWhenFree(writer: WritableDatabase): void {
  writer.script('PRAGMA busy_timeout = 5');
  const end = performance.now() + PATIENCE;
  for (;;) {
    try {
      writer.script('BEGIN IMMEDIATE');
      return;
    } catch (error) {
      if (!isBusy(error) || performance.now() > end) throw error;
    }
  }
}
