/**
 * The best one-to-one match of rows to columns: the sum of the chosen values is the greatest there is
 * (Kuhn 1955, in the form with potentials of Jonker and Volgenant 1987).
 *
 * @param values one row each, all of the same length, of finite numbers
 * @returns the column of each row; -1 where there are more rows than columns and the row got none
 */
export function bestAssignment(values: readonly (readonly number[])[]): number[] {
  const rows = values.length;
  const columns = values[0]?.length ?? 0;
  const size = Math.max(rows, columns);
  // Rows and columns that are missing cost nothing, so that the matrix is square.
  const cost = (row: number, column: number): number => -(values[row]?.[column] ?? 0);
  const rowPotential = new Float64Array(size + 1);
  const columnPotential = new Float64Array(size + 1);
  /** The row, from 1, that has each column, from 1; 0 for none. */
  const owner = new Int32Array(size + 1);
  for (let row = 1; row <= size; row += 1) {
    const reached = new Uint8Array(size + 1);
    const shortest = new Float64Array(size + 1).fill(Infinity);
    const before = new Int32Array(size + 1);
    owner[0] = row;
    let column = 0;
    while ((owner[column] ?? 0) !== 0) {
      reached[column] = 1;
      const from = owner[column] ?? 0;
      let step = Infinity;
      let next = 0;
      for (let to = 1; to <= size; to += 1) {
        if (reached[to]) continue;
        const reduced = cost(from - 1, to - 1) - at(rowPotential, from) - at(columnPotential, to);
        if (reduced < at(shortest, to)) {
          shortest[to] = reduced;
          before[to] = column;
        }
        if (at(shortest, to) < step) {
          step = at(shortest, to);
          next = to;
        }
      }
      for (let to = 0; to <= size; to += 1) {
        if (reached[to]) {
          const owning = owner[to] ?? 0;
          rowPotential[owning] = at(rowPotential, owning) + step;
          columnPotential[to] = at(columnPotential, to) - step;
        } else {
          shortest[to] = at(shortest, to) - step;
        }
      }
      column = next;
    }
    while (column !== 0) {
      const previous = before[column] ?? 0;
      owner[column] = owner[previous] ?? 0;
      column = previous;
    }
  }
  const chosen = new Array<number>(rows).fill(-1);
  for (let column = 1; column <= columns; column += 1) {
    const row = (owner[column] ?? 0) - 1;
    if (row >= 0 && row < rows) chosen[row] = column - 1;
  }
  return chosen;
}

const at = (values: Float64Array, place: number): number => values[place] ?? 0;

/** Mean cosine of two pictures' visual tokens, place by place; all tokens have length 1. */
export function meanCosine(first: Float32Array, second: Float32Array, tokens: number): number {
  if (first.length !== second.length) return -1;
  let sum = 0;
  for (const [place, value] of first.entries()) sum += value * (second[place] ?? 0);
  return sum / tokens;
}

/** A row of a match: its column, and how certain the match is. */
export interface Matched {
  /** From 0. */
  readonly column: number;
  readonly similarity: number;
  /** How much more than the next best column of this row; below 0 where another row has that one. */
  readonly certainty: number;
}

/** The best one-to-one match with the certainty of each row; rows without a column are left out. */
export function matched(values: readonly (readonly number[])[]): Matched[] {
  return bestAssignment(values).flatMap((column, row) => {
    const similarity = values[row]?.[column];
    if (similarity === undefined) return [];
    const others = (values[row] ?? []).filter((_, place) => place !== column);
    const next = others.length === 0 ? similarity : Math.max(...others);
    return [{ column, similarity, certainty: similarity - next }];
  });
}
