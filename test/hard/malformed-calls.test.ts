import { describe, expect, it } from 'vitest';
import { calls } from '../../shared/ipc/contract';
import { studios, type Studio } from '../chat/fixture';
import { windowOf } from '../ipc/window';
import { contents } from '../store/folder';
import { malformed, sampleOf } from './malformed';
import { LIMIT, suite } from './suite';
import { z } from 'zod';
import { errorCodeSchema } from '../../shared/ipc/errors';

const rooms = studios();
const { cases, dice, done } = suite('malformed-calls', 25, 1000);
const channels = Object.entries(calls);

/** All that outlives the program, and all that was told. */
function stateOf(studio: Studio): unknown {
  const tables = studio.store.database.all<{ name: string }>(
    `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'part_text%' ORDER BY name`,
  );
  return {
    rows: tables.map(({ name }) => studio.store.database.all(`SELECT * FROM ${name}`)),
    files: [...contents(studio.store.folder).keys()].sort(),
    events: studio.events.length,
    status: studio.packageLoader.status,
  };
}

describe('calls that no window of ours would make', () => {
  // Fault: a call that ends the program, writes something, or reaches a handler unchecked.
  it(
    'are refused on every channel and change nothing',
    async () => {
      const studio = rooms.open();
      const { route, person } = windowOf(studio);
      await studio.ask('Hello');
      const before = stateOf(studio);
      for (const [name, { input }] of channels) {
        for (let round = 0; round < cases; round += 1) {
          const given = malformed(input, dice);
          const result = await route(true, name, given);
          if (result.ok || result.code !== 'input') expect([name, given, result]).toBeUndefined();
          if (!result.ok && !/^[^\n]{10,300}$/.test(result.error)) {
            expect([name, result.error]).toBeUndefined();
          }
        }
        expect([name, stateOf(studio)]).toEqual([name, before]);
      }
      expect(person.opened).toEqual([]);
      expect(studio.reported).toEqual([]);
      expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
      done(cases, `on each of ${channels.length} channels`);
    },
    LIMIT,
  );

  // Fault: a call of the right form about things that are not there, and a bare error for it.
  it(
    'are answered with a sentence when they name what is not there',
    async () => {
      const studio = rooms.open();
      const { route } = windowOf(studio);
      for (const [name, { input }] of channels) {
        if (/^(about|package|settings)\./.test(name)) continue;
        const form = z.toJSONSchema(input, { unrepresentable: 'any', io: 'input' });
        for (let round = 0; round < 5; round += 1) {
          const given = sampleOf(form as Parameters<typeof sampleOf>[0], dice);
          const result = await route(true, name, given);
          if (!result.ok) {
            expect([name, errorCodeSchema.parse(result.code)]).not.toEqual([name, 'internal']);
            expect(result.error).toMatch(/^[^\n]{10,300}$/);
          }
        }
      }
      expect(studio.reported).toEqual([]);
    },
    LIMIT,
  );

  // Fault: a page of another site, or a frame within ours, that is answered.
  it('are refused from everywhere else, and under any other name', async () => {
    const studio = rooms.open();
    const { route } = windowOf(studio);
    const names = [
      '__proto__',
      'constructor',
      'toString',
      'call',
      '',
      'conversations',
      {},
      null,
      7,
    ];
    for (const name of names) {
      expect(await route(true, name, {})).toMatchObject({ ok: false, code: 'input' });
    }
    for (const [name] of channels) {
      expect(await route(false, name, {})).toMatchObject({ ok: false, code: 'input' });
    }
    expect(studio.events).toEqual([]);
  });
});
