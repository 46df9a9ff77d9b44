/** When something that is searched for was said. */
import { midnightBefore } from '../../state/days';

/** Days that each choice goes back, today included. */
const DAYS = { today: 1, week: 7, month: 30, year: 365 } as const;

export const DATES = ['any', 'today', 'week', 'month', 'year', 'range'] as const;
type DateName = (typeof DATES)[number];

/** What a search is narrowed to. */
export interface Narrowed {
  readonly pictures: boolean;
  readonly date: DateName;
  /** First and last day of a range of one's own, as `YYYY-MM-DD`; empty for open. */
  readonly from: string;
  readonly to: string;
  readonly tag: string | null;
}

/** Everything. */
export const WIDE: Narrowed = { pictures: false, date: 'any', from: '', to: '', tag: null };

/** From when (it belongs to it) until when (it does not), in milliseconds since 1970; null is open. */
interface Span {
  readonly since: number | null;
  readonly until: number | null;
}

/** The span of time of a choice, in whole days of this computer's zone. */
export function spanOf({ date, from, to }: Narrowed, now = Date.now()): Span {
  if (date === 'any') return { since: null, until: null };
  if (date === 'range') return { since: startOf(from, 0), until: startOf(to, 1) };
  return { since: midnightBefore(now, DAYS[date] - 1), until: null };
}

/** Whether the last day of a range comes before its first. */
export const isTurned = ({ date, from, to }: Narrowed): boolean =>
  date === 'range' && from !== '' && to !== '' && to < from;

/** The moment at which a day, or one some days after it, begins; null for no day. */
function startOf(day: string, after: number): number | null {
  const found = /^(\d{4})-(\d\d)-(\d\d)$/.exec(day);
  if (!found) return null;
  const [, year, month, date] = found.map(Number);
  // By the calendar: not every day has 24 hours.
  const start = new Date(0);
  start.setFullYear(year ?? 0, (month ?? 1) - 1, (date ?? 1) + after);
  return start.setHours(0, 0, 0, 0);
}
