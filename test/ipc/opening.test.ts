import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { OpeningMark } from '../../electron/app/openingMark';
import { studios } from '../chat/fixture';
import { windowOf } from './window';

const rooms = studios();

/** Two conversations, of which the second was changed last, and the file of what is opened. */
async function two() {
  const studio = rooms.open();
  const first = windowOf(studio);
  const { id: older } = await first.call('conversations.create', {});
  const { id: latest } = await first.call('conversations.create', {});
  const change =
    'UPDATE conversation SET updated_at = CASE id WHEN ? THEN 2 ELSE 1 END WHERE id <> ?';
  studio.store.database.run(change, older, latest);
  /** Another start of the program on the same data: what was only in memory is gone. */
  const again = () => windowOf(studio);
  return { studio, first, older, latest, again };
}

describe('what a window opens when it starts', () => {
  it('is the conversation changed last, once it was shown', async () => {
    const { first, latest, again } = await two();
    expect(await first.call('window.start', {})).toEqual({ open: latest, left: null });
    await first.call('conversations.open', { id: latest });
    await first.call('window.shown', { id: latest });
    expect(await again().call('window.start', {})).toEqual({ open: latest, left: null });
  });

  // Fault: a conversation at which the window ends, and which is opened at each start.
  it('is not the one that was never shown, however often it is started', async () => {
    const { first, latest, again } = await two();
    await first.call('window.start', {});
    await first.call('conversations.open', { id: latest });
    const left = { open: null, left: { id: latest, title: '' } };
    expect(await again().call('window.start', {})).toEqual(left);
    expect(await again().call('window.start', {})).toEqual(left);
    const anyway = again();
    await anyway.call('window.start', {});
    await anyway.call('conversations.open', { id: latest });
    await anyway.call('window.shown', { id: latest });
    expect(await again().call('window.start', {})).toEqual({ open: latest, left: null });
  });

  it('is not the one in which the window ran into a fault after it was shown', async () => {
    const { first, latest, older, again } = await two();
    await first.call('conversations.open', { id: latest });
    await first.call('window.shown', { id: latest });
    await first.call('window.failed', {});
    // Another one is looked at before the window is closed.
    await first.call('conversations.open', { id: older });
    await first.call('window.shown', { id: older });
    expect((await again().call('window.start', {})).left?.id).toBe(latest);
  });

  // Fault: a notice that comes back for ever, though another conversation is opened.
  it('tells once of one that would not be opened anyway', async () => {
    const { first, older, latest, again } = await two();
    await first.call('conversations.open', { id: older });
    expect((await again().call('window.start', {})).left?.id).toBe(older);
    expect(await again().call('window.start', {})).toEqual({ open: latest, left: null });
  });

  it('opens another one when the one that failed was deleted', async () => {
    const { first, latest, older, again } = await two();
    await first.call('conversations.open', { id: latest });
    await first.call('conversations.delete', { id: latest });
    expect(await again().call('window.start', {})).toEqual({ open: older, left: null });
  });
});

describe('the mark of what is opened', () => {
  const id = '6f0d3a52-7f0c-4d57-9d11-5d2f6f1f2b30';
  const file = () => path.join(rooms.open().store.folder, 'opening.json');
  const markOf = (place: string) =>
    new OpeningMark(place, (error) => {
      throw error;
    });

  it('takes a window that answers again for sound', () => {
    const place = file();
    const mark = markOf(place);
    mark.begin(id);
    mark.shown(id);
    mark.fail();
    expect(markOf(place).failed().untold).toBe(id);
    mark.recovered();
    expect(markOf(place).failed()).toEqual({ all: [], untold: null });
  });

  // Fault: a notice after a window that was opened and closed in the same second.
  it('takes a program that was closed at once for sound, but not one that was killed', () => {
    const place = file();
    const mark = markOf(place);
    mark.begin(id);
    expect(markOf(place).failed().untold).toBe(id);
    mark.begin(id);
    mark.end();
    expect(markOf(place).failed().untold).toBeNull();
  });

  it('begins anew when its file is damaged', () => {
    const place = file();
    for (const text of ['', '{', '{"opening":"x","failed":[],"untold":null}']) {
      fs.writeFileSync(place, text);
      expect(markOf(place).failed()).toEqual({ all: [], untold: null });
    }
  });
});
