import { describe, expect, it } from 'vitest';
import { growthOf, type Reading } from './program/soak/memory';
import { Dice } from './suite';

/** Readings of a day, each some megabytes off what it would be. */
function readings(
  memoryAt: (turn: number) => number,
  handlesAt = (_turn: number) => 40,
): Reading[] {
  const dice = new Dice(1);
  return Array.from({ length: 73 }, (_, place) => {
    const turn = 200 + place * 25;
    const off = (dice.share() - 0.5) * 4e6;
    return { turn, pid: 1, memory: memoryAt(turn) + off, handles: handlesAt(turn) };
  });
}

describe('growth over a day in small', () => {
  // Fault: a leak of 5 kB a turn that readings of some megabytes of chance hide.
  it('is seen through the chance of single readings', () => {
    const { memory } = growthOf(readings((turn) => 60e6 + (turn - 200) * 5000));
    expect(memory).toBeGreaterThan(0.12);
    expect(memory).toBeLessThan(0.18);
  });

  // Fault: a suite that fails by chance, or for one reading while something else ran.
  it('is not seen where there is none', () => {
    const flat = readings(() => 60e6);
    const [far] = flat.slice(-1);
    const all = [...flat.slice(0, -1), { ...(far as Reading), memory: 90e6 }];
    expect(Math.abs(growthOf(all).memory)).toBeLessThan(0.02);
    expect(growthOf(all).handles).toBe(0);
  });

  // Fault: one handle that every hundredth turn leaves open.
  it('counts handles', () => {
    const { handles } = growthOf(
      readings(
        () => 60e6,
        (turn) => 40 + Math.floor(turn / 100),
      ),
    );
    expect(handles).toBeGreaterThan(10);
  });
});
