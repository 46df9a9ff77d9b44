import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { storedExample } from '../archive/fixtures';
import { studios } from '../chat/fixture';
import { windowOf } from './window';
import { selectionSchema } from '../../shared/ipc/archive';

const rooms = studios();
const options = { details: true, thinking: true, metadata: 'none', beside: false } as const;
const ALL = { origin: null, packageName: null, words: '' } as const;
const ANY = { since: null, until: null, pictures: false, tag: null } as const;

describe('export and import in the window', () => {
  // Fault: a dialog whose export cannot be read back, or an import that the list does not show.
  it('carry conversations from one studio to another', async () => {
    const from = rooms.open();
    const example = await storedExample(from.store);
    const one = windowOf(from);
    const file = path.join(from.store.folder, 'out.metamorph');
    one.person.saves = file;
    const selection = { kind: 'conversation', id: example.id } as const;
    expect(await one.call('archive.export', { selection, format: 'metamorph', options })).toEqual({
      path: file,
      conversations: 1,
      messages: 3,
      images: 2,
      missing: 0,
    });
    const to = rooms.open();
    const other = windowOf(to);
    expect((await other.refusal('archive.import', {}))[1]).toMatch(/first/);
    expect(await other.call('archive.preview', { folder: false })).toBeNull();
    other.person.picks = [file];
    const looked = await other.call('archive.preview', { folder: false });
    expect(looked).toMatchObject({ name: 'out.metamorph', kind: 'metamorph', counts: { new: 1 } });
    expect(await other.call('conversations.list', {})).toHaveLength(1);
    expect(await other.call('archive.import', {})).toEqual(looked);
    const there = await other.call('conversations.list', {});
    expect(there.map(({ id }) => id)).toContain(example.id);
    expect(to.events.map(({ type }) => type)).toContain('conversations');
    expect(to.reported).toEqual([]);
  });

  it.each(['html', 'md', 'pdf', 'jsonl'] as const)(
    'writes %s and replaces what was there',
    async (format) => {
      const studio = rooms.open();
      await storedExample(studio.store);
      const { call, person } = windowOf(studio);
      person.saves = path.join(studio.store.folder, `out.${format}`);
      fs.writeFileSync(person.saves, 'old');
      const done = await call('archive.export', { selection: { kind: 'all' }, format, options });
      expect(done).toMatchObject({ images: 2, missing: 0 });
      expect(fs.readFileSync(person.saves, 'utf8')).not.toBe('old');
    },
  );

  // Fault: a choice of the dialog that the program does not carry out, or takes for everything.
  it('exports chosen messages and folders alone', async () => {
    const studio = rooms.open();
    const { store } = studio;
    const { id } = await storedExample(store);
    store.conversations.create();
    store.database.run(`UPDATE conversation SET folder = 'Hats' WHERE id = ?`, id);
    const { call, person } = windowOf(studio);
    expect(await call('archive.folders', {})).toEqual([{ folder: 'Hats', conversations: 1 }]);
    const [first, second] = store.messages.all(id);
    for (const [name, selection, messages] of [
      ['folder', { kind: 'folder', folder: 'Hats' }, 3],
      ['messages', { kind: 'messages', id, messageIds: [first?.id ?? '', second?.id ?? ''] }, 2],
    ] as const) {
      person.saves = path.join(store.folder, `${name}.metamorph`);
      const done = await call('archive.export', {
        format: 'metamorph',
        options,
        selection: selectionSchema.parse(selection),
      });
      expect(done).toMatchObject({ conversations: 1, messages });
    }
  });

  it('says what is wrong with a file', async () => {
    const studio = rooms.open();
    const { refusal, person } = windowOf(studio);
    const file = path.join(studio.store.folder, 'x.metamorph');
    fs.writeFileSync(file, 'PK nothing');
    person.picks = [file];
    expect((await refusal('archive.preview', { folder: false }))[0]).toBe('input');
    expect(studio.reported).toEqual([]);
  });
});

describe('search and library', () => {
  // Fault: words or pictures that are there and not found, or found where they were deleted.
  it('find titles, messages and pictures, and nothing of the bin', async () => {
    const studio = rooms.open();
    const example = await storedExample(studio.store);
    const { call } = windowOf(studio);
    const found = await call('search.find', { words: 'hat gre', filters: ANY });
    expect(found).toMatchObject([
      { messageId: null, title: 'A green hat' },
      {
        role: 'user',
        title: 'A green hat',
        excerpt: 'Make the \u0002hat\u0003 \u0002green\u0003.',
      },
    ]);
    const shown = await call('search.find', {
      words: 'hat',
      filters: { ...ANY, pictures: true },
    });
    expect(shown.map(({ role }) => role)).toEqual(['user']);
    expect(await call('search.find', { words: 'hat', filters: { ...ANY, since: 6 } })).toEqual([]);
    // All was said at 5: the end of a span does not belong to it, and titles are of no time.
    for (const [since, until, fits] of [
      [5, 6, true],
      [null, 6, true],
      [null, 5, false],
      [4, 5, false],
    ] as const) {
      const spanned = await call('search.find', {
        words: 'hat',
        filters: { ...ANY, since, until },
      });
      expect(spanned.map(({ role }) => role)).toEqual(fits ? ['assistant', 'user'] : []);
    }
    const both = { since: 5, until: 6, pictures: true, tag: 'none has it' };
    expect(await call('search.find', { words: 'hat', filters: both })).toEqual([]);

    const all = await call('library.list', { filters: ALL, offset: 0, limit: 10 });
    expect(all.total).toBe(2);
    expect(all.pictures.map(({ origin, instruction }) => [origin, instruction])).toEqual([
      ['drawn', 'Make the hat green.'],
      ['taken', ''],
    ]);
    const drawn = await call('library.list', {
      filters: { origin: 'drawn', packageName: 'tiny', words: 'GREEN' },
      offset: 0,
      limit: 10,
    });
    expect(drawn.total).toBe(1);
    // Words in any order, and of any case, that of umlauts too.
    await call('conversations.rename', { id: example.id, title: 'Ähren im Wind' });
    for (const [words, total] of [
      ['green  HAT', 1],
      ['wind ähren', 2],
      ['green ähren', 1],
      ['green wolf', 0],
    ] as const) {
      const filters = { ...ALL, words };
      expect((await call('library.list', { filters, offset: 0, limit: 10 })).total).toBe(total);
    }
    expect(
      (await call('library.list', { filters: ALL, offset: 1, limit: 1 })).pictures,
    ).toHaveLength(1);
    expect(await call('library.packages', {})).toEqual(['tiny']);

    await call('conversations.delete', { id: example.id });
    expect(await call('search.find', { words: 'hat', filters: ANY })).toEqual([]);
    expect((await call('library.list', { filters: ALL, offset: 0, limit: 10 })).total).toBe(0);
  });
});
