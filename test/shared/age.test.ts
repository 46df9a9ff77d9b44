import { expect, it } from 'vitest';
import { ageProblem } from '../../shared/age';

const DAY = 24 * 60 * 60 * 1000;
const now = Date.UTC(2030, 0, 1);

// Would catch: a program of years ago, or one on an older Electron, that says nothing of it; a clock
// that was set back, by which a new one is taken for old.
it('says that a program is old after a year, and what it runs on at once', () => {
  const built = (days: number, electronOrigin: 'electron' | 'fallback' = 'electron') =>
    ageProblem({ electronOrigin, builtAt: now - days * DAY }, now);
  expect(built(364)).toBeNull();
  expect(built(366)).toBe('old');
  expect(built(-400)).toBeNull();
  expect(built(0, 'fallback')).toBe('fallback');
});
