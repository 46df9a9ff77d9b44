import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { dataFolders } from '../store/folder';
import { flip } from '../recovery/flipped';
import { kindsOf, type Kind, type Verdict } from './flipped/kinds';
import { World } from './flipped/world';
import { LIMIT, suite, type Dice } from './suite';

const folders = dataFolders();
/** The short form tries each kind of file once. */
const KINDS = 16;
const { cases, dice, seed, done } = suite('flipped-bits', KINDS, 200);

/** Flips a bit of a file of a kind, and says which. */
function flipOne(dice: Dice, { name, files, used }: Kind): { file: string; where: string } {
  const file = dice.of(files);
  const bytes = fs.readFileSync(file);
  const end = bytes.length * 8;
  let bit = dice.below(end);
  while (used && bytes[Math.floor(bit / 8)] === 0) bit = dice.below(end);
  flip(file, bit);
  return { file, where: `${name}: ${path.basename(file)}, bit ${bit}` };
}

describe('one flipped bit in a file that is kept', () => {
  // Catches damage that nothing notices, that is copied over what is whole, or that takes more than itself.
  it(
    'is found, and healed where a sound one exists',
    async () => {
      const world = await World.make(folders.make(), folders.make(), seed);
      const kinds = kindsOf(world);
      expect(kinds).toHaveLength(KINDS);
      const counts: Record<Verdict, number> = { healed: 0, found: 0, harmless: 0, unseen: 0 };
      const unseenIn = new Map<string, number>();
      for (let round = 0; round < cases; round += 1) {
        const kind = kinds[round % KINDS];
        if (!kind) break;
        world.restore(kind.name === 'log');
        const { file, where } = flipOne(dice, kind);
        const verdict = await kind.judge(file).catch((error: unknown) => {
          throw new Error(where, { cause: error });
        });
        expect([where, verdict, kind.wanted]).toEqual([
          where,
          verdict,
          expect.arrayContaining([verdict]),
        ]);
        counts[verdict] += 1;
        if (verdict === 'unseen') unseenIn.set(kind.name, (unseenIn.get(kind.name) ?? 0) + 1);
      }
      const { healed, found, harmless } = counts;
      const unseen = [...unseenIn].map(([name, count]) => `${count} in the ${name}`);
      expect(healed).toBeGreaterThan(cases / 3);
      done(
        cases,
        `${healed} healed, ${found} found, ${harmless} without effect, unseen: ${unseen.join(', ') || 'none'}`,
      );
    },
    LIMIT,
  );
});
