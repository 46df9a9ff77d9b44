/**
 * The moment at which a day began, by the calendar of this computer: not every day has 24 hours.
 *
 * @param days how many days before the one of `now`
 */
export function midnightBefore(now: number, days: number): number {
  const day = new Date(now);
  day.setHours(0, 0, 0, 0);
  day.setDate(day.getDate() - days);
  return day.setHours(0, 0, 0, 0);
}
