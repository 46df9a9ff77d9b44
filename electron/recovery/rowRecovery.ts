import type { Value, WritableDatabase } from '../store/connection';

type Row = Record<string, Value>;

/** After this many queries in succession without a row, the rest of a table is given up. */
const MOST_IN_VAIN = 4000;
/** Rows read at a time. */
const AT_ONCE = 500;

/** What could be read of one table. */
export interface RecoveredRows {
  readonly rows: number;
  /** Rows that could be read but not written. */
  readonly refused: number;
  readonly whole: boolean;
}

/**
 * Reads what can be read of one table of a damaged database by row numbers: forwards until a page cannot
 * be read, backwards from the end, and the range between by halving it.
 *
 * @param take called with each row; returns false when the row could not be written
 */
export function recoverRows(
  source: WritableDatabase,
  table: string,
  take: (row: Row) => boolean,
): RecoveredRows {
  return new RowRecovery(source, table, take).run();
}

class RowRecovery {
  #inVain = 0;
  #rows = 0;
  #refused = 0;
  #whole = true;

  constructor(
    private readonly source: WritableDatabase,
    private readonly table: string,
    private readonly take: (row: Row) => boolean,
  ) {}

  run(): RecoveredRows {
    const last = this.#read(0, Number.MAX_SAFE_INTEGER, 'ASC');
    if (last !== undefined) {
      this.#whole = false;
      const first = this.#read(last.next, Number.MAX_SAFE_INTEGER, 'DESC');
      if (first !== undefined) this.#between(last.next, first.next);
    }
    return { rows: this.#rows, refused: this.#refused, whole: this.#whole };
  }

  /** Reads a range that contains a damaged page: each half by itself, down to single rows. */
  #between(from: number, to: number): void {
    if (from > to || this.#inVain >= MOST_IN_VAIN) return;
    const middle = Math.floor(from / 2 + to / 2);
    for (const [low, high] of [
      [from, middle],
      [middle + 1, to],
    ] as const) {
      if (low > high) continue;
      const stopped = this.#read(low, high, 'ASC');
      if (stopped !== undefined && low < high) this.#between(stopped.next, high);
    }
  }

  /**
   * Reads a range in one direction until something cannot be read.
   *
   * @returns the first row number that was not read; nothing when all were
   */
  #read(low: number, high: number, order: 'ASC' | 'DESC'): { next: number } | undefined {
    let [from, to] = [low, high];
    for (let atOnce = AT_ONCE; ;) {
      let rows: Row[];
      try {
        rows = this.source.all<Row>(
          `SELECT rowid AS "rescued rowid", * FROM "${this.table}" NOT INDEXED
           WHERE rowid BETWEEN ? AND ? ORDER BY rowid ${order} LIMIT ${atOnce}`,
          from,
          to,
        );
      } catch {
        this.#inVain += 1;
        // Row by row, up to the one that cannot be read.
        if (atOnce > 1) {
          atOnce = 1;
          continue;
        }
        return { next: order === 'ASC' ? from : to };
      }
      if (rows.length > 0) this.#inVain = 0;
      for (const { 'rescued rowid': number, ...row } of rows) {
        if (this.take(row)) this.#rows += 1;
        else this.#refused += 1;
        if (order === 'ASC') from = Number(number) + 1;
        else to = Number(number) - 1;
      }
      if (rows.length < atOnce) return undefined;
    }
  }
}
