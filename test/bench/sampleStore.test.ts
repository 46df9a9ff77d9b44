import { describe, expect, it } from 'vitest';
import { makeOne } from '../../electron/bench/conversations/sampleStore';
import { dataFolders } from '../store/folder';

const folders = dataFolders();

describe('a made conversation', () => {
  // Fault: a figure about 300 pictures for which fewer were made, where they do not divide evenly.
  it('has as many messages and pictures as its figure says', () => {
    const folder = folders.make();
    makeOne(folder, 100, 30);
    const store = folders.open(folder);
    const [made, ...others] = store.conversations.list();
    expect(others).toEqual([]);
    const messages = store.messages.all(made?.id ?? '');
    const pictured = messages.filter(({ parts }) => parts.some(({ type }) => type === 'image'));
    expect([messages.length, pictured.length]).toEqual([100, 30]);
    // Evenly: no stretch of ten has more than its share.
    const places = pictured.map((message) => messages.indexOf(message));
    for (let at = 3; at < places.length; at += 1) {
      expect((places[at] ?? 0) - (places[at - 3] ?? 0)).toBe(10);
    }
  });
});
