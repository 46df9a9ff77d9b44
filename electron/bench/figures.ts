/** One row of the table: what was measured, beside what it should be. */
export interface Figure {
  readonly name: string;
  /** As it is shown; why there is none, where nothing could be measured. */
  readonly value: string;
  readonly target: string;
  /** Whether the target is met; undefined where there is none or nothing was measured. */
  readonly met: boolean | undefined;
}

/** A figure that has one number and one bound. */
export function bounded(
  name: string,
  value: number,
  unit: string,
  bound: { readonly most?: number; readonly least?: number },
): Figure {
  const { most, least } = bound;
  const words = [
    ...(most === undefined ? [] : [`at most ${short(most)} ${unit}`]),
    ...(least === undefined ? [] : [`at least ${short(least)} ${unit}`]),
  ];
  const met = (most === undefined || value <= most) && (least === undefined || value >= least);
  return {
    name,
    value: `${short(value)} ${unit}`.trim(),
    target: words.join(', ').trim(),
    met: words.length > 0 ? met : undefined,
  };
}

/** A figure that stands beside others and has no bound of its own. */
export const plain = (name: string, value: string): Figure => ({
  name,
  value,
  target: '',
  met: undefined,
});

/** A figure that could not be measured here, and why. */
export const unmeasured = (name: string, why: string): Figure => ({
  name,
  value: `not measured: ${why}`,
  target: '',
  met: undefined,
});

/** Three significant digits, and no more after the point than a reader needs. */
export function short(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString('en-GB', { maximumFractionDigits: digits });
}

/**
 * The value below which a share of all values lies, by the nearest rank.
 *
 * @param share 0 to 1
 * @throws RangeError when there is no value
 */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const rank = Math.max(0, Math.ceil(share * sorted.length) - 1);
  const value = sorted[rank];
  if (value === undefined) throw new RangeError('Of nothing there is no quantile.');
  return value;
}

/** The middle value. */
export const median = (values: readonly number[]): number => quantile(values, 0.5);
