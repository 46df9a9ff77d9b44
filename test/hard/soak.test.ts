import fs from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DRAW, studios } from '../chat/studio';
import { LIMIT, LONG, suite } from './suite';

const rooms = studios();
const { cases, done } = suite('soak', 12, 2000);
const SETTLED = 200;

/** Memory (bytes) that is really in use, and open handles of the operating system. */
function measure(): { memory: number; handles: number } {
  globalThis.gc?.();
  const handles = fs.existsSync('/proc/self/fd') ? fs.readdirSync('/proc/self/fd').length : 0;
  return { memory: process.memoryUsage().rss, handles };
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

describe('a day of work in small', () => {
  // Fault: memory or handles that grow with each turn, words or pictures that are lost in a long run.
  it(
    'keeps memory and handles flat, and every turn',
    async () => {
      const studio = rooms.open();
      const samples: { memory: number; handles: number }[] = [];
      let conversationId = studio.conversationId;
      let inIt = 0;
      for (let turn = 0; turn < cases; turn += 1) {
        // A context has its length: after some turns a person begins anew.
        if (turn % 10 === 0) {
          conversationId = studio.store.conversations.create().id;
          inIt = 0;
        }
        const parentId = studio.store.conversations.get(conversationId).leafId;
        const answer = await studio.ask(turn % 2 === 0 ? DRAW : `Hello ${turn}`, {
          conversationId,
          parentId,
        });
        inIt += 2;
        expect([turn, answer.error]).toEqual([turn, null]);
        expect(studio.store.messages.all(conversationId)).toHaveLength(inIt);
        // The test keeps what it was told of only as long as it looks.
        studio.events.length = 0;
        if (turn >= SETTLED && turn % 20 === 0) samples.push(measure());
      }
      expect(studio.reported).toEqual([]);
      const third = Math.floor(samples.length / 3);
      const [first, last] = [samples.slice(0, third), samples.slice(-third)];
      const growth =
        median(last.map(({ memory }) => memory)) / median(first.map(({ memory }) => memory)) - 1;
      const handles =
        median(last.map((sample) => sample.handles)) -
        median(first.map((sample) => sample.handles));
      if (LONG && samples.length >= 9) {
        expect(growth).toBeLessThan(0.05);
        expect(handles).toBeLessThanOrEqual(0);
      }
      done(
        cases,
        samples.length < 9
          ? 'too few for memory to be judged'
          : `memory ${(growth * 100).toFixed(1)} % from the first third to the last, handles ${handles}`,
      );
    },
    LIMIT,
  );
});
