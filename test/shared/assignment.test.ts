import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bestAssignment, matched } from '../../shared/assignment';

/** All one-to-one choices of a column for each row, as far as there are columns. */
function choices(rows: number, columns: readonly number[]): number[][] {
  if (rows === 0) return [[]];
  const without =
    columns.length < rows ? choices(rows - 1, columns).map((rest) => [-1, ...rest]) : [];
  return [
    ...without,
    ...columns.flatMap((column) =>
      choices(
        rows - 1,
        columns.filter((other) => other !== column),
      ).map((rest) => [column, ...rest]),
    ),
  ];
}

const total = (values: readonly number[][], chosen: readonly number[]): number =>
  chosen.reduce((sum, column, row) => sum + (values[row]?.[column] ?? 0), 0);

describe('the best one-to-one match', () => {
  // Fault: a greedy choice, which takes the best pair first and pays for it later.
  it('takes the lesser pair where the whole is better for it', () => {
    const values = [
      [0.9, 0.8],
      [0.85, 0.1],
    ];
    expect(bestAssignment(values)).toEqual([1, 0]);
  });

  // Fault: a match that is not the best one, or gives one column twice.
  it('is as good as the best of all matches tried one by one', () => {
    const matrix = fc
      .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }))
      .chain(([rows, columns]) =>
        fc.array(
          fc.array(fc.integer({ min: -100, max: 100 }), { minLength: columns, maxLength: columns }),
          { minLength: rows, maxLength: rows },
        ),
      );
    fc.assert(
      fc.property(matrix, (values) => {
        const columns = (values[0] ?? []).map((_, place) => place);
        const found = bestAssignment(values);
        const used = found.filter((column) => column >= 0);
        expect(new Set(used).size).toBe(used.length);
        expect(used).toHaveLength(Math.min(values.length, columns.length));
        const best = Math.max(
          ...choices(values.length, columns)
            .filter((chosen) => chosen.filter((column) => column >= 0).length === used.length)
            .map((chosen) => total(values, chosen)),
        );
        expect(total(values, found)).toBe(best);
      }),
      { numRuns: 300 },
    );
  });

  // Fault: a certainty that hides that another frame would have fitted better.
  it('says how much nearer a match is than the next, and below zero where it was forced', () => {
    const rows = matched([
      [0.9, 0.8],
      [0.85, 0.1],
    ]);
    expect(rows.map(({ column }) => column)).toEqual([1, 0]);
    expect(rows[0]?.certainty).toBeCloseTo(-0.1);
    expect(rows[1]?.certainty).toBeCloseTo(0.75);
  });
});
