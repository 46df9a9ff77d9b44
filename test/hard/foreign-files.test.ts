import { describe, expect, it } from 'vitest';
import { dataFolders } from '../store/folder';
import { DATA_PLACES } from './foreign/dataPlaces';
import { movePlace } from './foreign/movePlace';
import { OTHER_PLACES } from './foreign/otherPlaces';
import type { PartRef } from './foreign/place';
import { Scattered } from './foreign/scatter';
import { LIMIT, suite } from './suite';

const folders = dataFolders();
const PLACES = [...DATA_PLACES, ...OTHER_PLACES, movePlace];
const { cases, dice, done } = suite('foreign-files', PLACES.length, 200);
let held = 0;
let things = 0;

/** One layout of foreign files at a place: all of them are as they were when the studio is done. */
async function hold(place: PartRef): Promise<void> {
  const scattered = new Scattered(dice, folders.make());
  const act = await place.prepare({ dice, scattered, folder: () => folders.make() });
  const before = scattered.state();
  await act();
  expect([place.name, scattered.state()]).toEqual([place.name, before]);
  held += 1;
  things += scattered.count;
}

/** How many of the layouts fall to a place: all places in turn. */
const shareOf = (place: PartRef): number => {
  const index = PLACES.indexOf(place);
  return Array.from({ length: cases }, (_, layout) => layout % PLACES.length).filter(
    (turn) => turn === index,
  ).length;
};

// Catches every remover, mover and writer that takes a person's file for one of the studio's.
describe('files that are not the studio’s stay as they are beside', () => {
  it.each(PLACES)(
    '$name',
    async (place) => {
      for (let layout = shareOf(place); layout > 0; layout -= 1) await hold(place);
    },
    LIMIT,
  );

  it('all of these places', () => {
    expect(held).toBe(cases);
    done(
      held,
      `${PLACES.length} places, ${things} foreign things, each with its bytes, mode and time`,
    );
  });
});
