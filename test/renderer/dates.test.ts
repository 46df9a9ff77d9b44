import { describe, expect, it } from 'vitest';
import { isTurned, spanOf, WIDE } from '../../renderer/dialogs/search/dates';

describe('the time that a search is narrowed to', () => {
  const range = { ...WIDE, date: 'range' } as const;

  // Fault: a last day that is left out, or one that is wrong where clocks are put forward.
  it('is whole days of this zone, both ends included', () => {
    expect(spanOf({ ...range, from: '2026-03-28', to: '2026-03-29' })).toEqual({
      since: new Date(2026, 2, 28).getTime(),
      until: new Date(2026, 2, 30).getTime(),
    });
    expect(spanOf({ ...range, from: '2026-12-31', to: '' })).toEqual({
      since: new Date(2026, 11, 31).getTime(),
      until: null,
    });
    expect(spanOf({ ...range, from: 'half', to: '2026-12-31' })).toEqual({
      since: null,
      until: new Date(2027, 0, 1).getTime(),
    });
  });

  // Fault: the days of a range that was left still narrow what is found.
  it('is that of a choice when one is made', () => {
    const noon = new Date(2026, 4, 3, 12).getTime();
    const left = { ...range, from: '2020-01-01', to: '2020-01-02' };
    expect(spanOf({ ...left, date: 'any' }, noon)).toEqual({ since: null, until: null });
    expect(spanOf({ ...left, date: 'today' }, noon)).toEqual({
      since: new Date(2026, 4, 3).getTime(),
      until: null,
    });
  });

  // Fault: a range that can hold nothing is searched without a word.
  it('says when its ends are turned', () => {
    expect(isTurned({ ...range, from: '2026-02-01', to: '2026-01-31' })).toBe(true);
    expect(isTurned({ ...range, from: '2026-02-01', to: '2026-02-01' })).toBe(false);
    expect(isTurned({ ...WIDE, from: '2026-02-01', to: '2026-01-31' })).toBe(false);
  });
});
