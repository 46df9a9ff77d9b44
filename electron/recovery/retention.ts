import type { BackupReason } from '../../shared/ipc/recovery';

/** What the rule needs to know about a backup. */
export interface Aged {
  readonly name: string;
  readonly createdAt: number;
  readonly reason: BackupReason;
}

/** For how many of the last days, weeks and months with backups the newest one is kept. */
export interface RetentionRule {
  readonly days: number;
  readonly weeks: number;
  readonly months: number;
}

const spansOf = ({ days, weeks, months }: RetentionRule) => [
  { count: days, of: (day: number) => day },
  // 1 January 1970 was a Thursday, and weeks begin on Monday.
  { count: weeks, of: (day: number) => Math.floor((day + 3) / 7) },
  {
    count: months,
    of: (_: number, moment: Date) => moment.getFullYear() * 12 + moment.getMonth(),
  },
];

/** How many backups of each reason other than the daily one are kept. */
const OF_A_REASON = 3;

/**
 * The retention rule: the newest backup of each of the last days, weeks and months that have one, and
 * the newest three of every other reason.
 *
 * @returns names of those that are kept
 */
export function retainedNames(copies: readonly Aged[], rule: RetentionRule): Set<string> {
  const newestFirst = copies.toSorted((a, b) => b.createdAt - a.createdAt);
  const kept = new Set<string>();
  for (const { count, of } of spansOf(rule)) {
    const seen = new Set<number>();
    for (const { name, createdAt } of newestFirst) {
      const moment = new Date(createdAt);
      const local = createdAt - moment.getTimezoneOffset() * 60_000;
      const span = of(Math.floor(local / 86_400_000), moment);
      if (seen.has(span)) continue;
      if (seen.size === count) break;
      seen.add(span);
      kept.add(name);
    }
  }
  const counted = new Map<BackupReason, number>();
  for (const { name, reason } of newestFirst) {
    const before = counted.get(reason) ?? 0;
    if (reason === 'daily' || before >= OF_A_REASON) continue;
    counted.set(reason, before + 1);
    kept.add(name);
  }
  return kept;
}
