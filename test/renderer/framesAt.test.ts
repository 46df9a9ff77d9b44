import { describe, expect, it } from 'vitest';
import { framesAt } from '../../renderer/views/frames/read/atTimes';

/** A reader of frames that begin at some times, and of which it finds some. */
const sinkOf = (starts: readonly number[], finds: (time: number) => boolean) => ({
  async *canvasesAtTimestamps(times: readonly number[]) {
    for (const time of times) {
      const timestamp = starts.findLast((start) => start <= time);
      yield await Promise.resolve(timestamp !== undefined && finds(time) ? { timestamp } : null);
    }
  },
  async *canvases() {
    for (const timestamp of starts) yield await Promise.resolve({ timestamp });
  },
});

async function foundIn(starts: readonly number[], finds: (time: number) => boolean) {
  const found: [number, number][] = [];
  for await (const frame of framesAt(sinkOf(starts, finds), [0, 1, 2, 3, 4])) {
    found.push([frame.index, frame.found.timestamp]);
  }
  return found;
}

describe('frames of a clip', () => {
  // Fault: a recording without a list of places comes in part, and nothing is said.
  it('come at every time, found by their places or by their order', async () => {
    const starts = [0, 0.5, 1.5, 2, 3.5];
    const all = [
      [0, 0],
      [1, 0.5],
      [2, 2],
      [3, 2],
      [4, 3.5],
    ];
    expect(await foundIn(starts, () => true)).toEqual(all);
    expect(await foundIn(starts, (time) => time < 2)).toEqual(all);
    expect(await foundIn(starts, (time) => time === 3)).toEqual(all);
    expect(await foundIn(starts, () => false)).toEqual(all);
  });

  it('are fewer where the clip begins later', async () => {
    expect(await foundIn([1.5, 3], () => true)).toEqual([
      [2, 1.5],
      [3, 3],
      [4, 3],
    ]);
    expect(await foundIn([], () => true)).toEqual([]);
  });
});
