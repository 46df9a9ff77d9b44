import { describe, expect, it, vi } from 'vitest';
import { groupConversations } from '../../renderer/state/groups';
import type { Conversation } from '../../shared/message';
import { isTurned, spanOf, WIDE } from '../../renderer/dialogs/search/dates';

const NONE = { words: '', tag: null };
const conversation: Conversation = {
  id: '6f1c0000-0000-4000-8000-000000000001',
  title: '',
  createdAt: 0,
  updatedAt: 0,
  pinned: false,
  archived: false,
  systemPrompt: '',
  leafId: null,
  folder: '',
  tags: [],
};

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

  // Fault: days of 23 or 25 hours, where clocks are put on or back, make the choice an hour wrong.
  it('begins at midnight, whatever the clocks did since', () => {
    try {
      vi.stubEnv('TZ', 'Europe/Berlin');
      expect(new Date(2026, 6, 1).getTimezoneOffset()).toBe(-120);
      for (const [year, month, day] of [
        [2026, 2, 31],
        [2026, 9, 28],
      ] as const) {
        const noon = new Date(year, month, day, 12).getTime();
        expect(spanOf({ ...WIDE, date: 'week' }, noon).since).toBe(
          new Date(year, month, day - 6).getTime(),
        );
        const at = (before: number, hours: number) => ({
          ...conversation,
          updatedAt: new Date(year, month, day - before, hours).getTime(),
        });
        const sunday = day === 31 ? 2 : 3;
        const monday = noon - (sunday - 1) * 86_400_000;
        const names = groupConversations([at(sunday, 0), at(sunday + 1, 23)], NONE, monday).map(
          ({ name, conversations }) => [name, conversations.length],
        );
        expect(names).toEqual([
          ['yesterday', 1],
          ['week', 1],
        ]);
      }
    } finally {
      vi.unstubAllEnvs();
    }
  });

  // Fault: a range that can hold nothing is searched without a word.
  it('says when its ends are turned', () => {
    expect(isTurned({ ...range, from: '2026-02-01', to: '2026-01-31' })).toBe(true);
    expect(isTurned({ ...range, from: '2026-02-01', to: '2026-02-01' })).toBe(false);
    expect(isTurned({ ...WIDE, from: '2026-02-01', to: '2026-01-31' })).toBe(false);
  });
});
