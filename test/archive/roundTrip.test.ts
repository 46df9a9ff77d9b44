import fc from 'fast-check';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { exportArchive } from '../../electron/archive/exportArchive';
import { importSource } from '../../electron/archive/import';
import { openArchive } from '../../electron/archive/openArchive';
import { readWhole } from '../../electron/store/wholeConversation';
import type { Store } from '../../electron/store/open';
import { contents, dataFolders } from '../store/folder';
import { conversations, storedExample, hold, keepSome } from './fixtures';

const folders = dataFolders();
const ALL = { kind: 'all' } as const;

async function bring(store: Store, file: string) {
  const source = await openArchive(file);
  try {
    return await importSource(store, source);
  } finally {
    source.close();
  }
}

/** Every row of the database, so that nothing can change unseen. */
const rows = (store: Store): unknown =>
  [
    'conversation',
    'conversation_tag',
    'message',
    'part',
    'picture',
    'rendering',
    'rendering_parent',
    'region',
    'true_frame',
    'image',
    'visual_tokens',
  ].map((table) => store.database.all(`SELECT * FROM ${table}`));

describe('an archive', () => {
  // Fault: a field, branch, picture or setting that export or import leaves out or changes.
  it('gives 1,000 made trees back equal, and their second export has the same hash', async () => {
    await fc.assert(
      fc.asyncProperty(fc.gen(), async (gen) => {
        const store = folders.open();
        const made = gen(conversations, await keepSome(store), 40);
        hold(store, made);
        const file = path.join(folders.make(), 'one.metamorph');
        const first = await exportArchive(store, ALL, file, false);
        const other = folders.open();
        expect((await bring(other, file)).counts.new).toBe(made.length);
        const second = await exportArchive(other, ALL, `${file}2`, false);
        expect(second.hash).toBe(first.hash);
        for (const conversation of made) {
          const { deleted, ...there } = readWhole(other.database, conversation.id);
          expect(there).toEqual(conversation);
          expect(deleted).toBe(false);
        }
        const bytes = contents(path.join(store.folder, 'images'));
        for (const [name, content] of contents(path.join(other.folder, 'images'))) {
          expect(content).toBe(bytes.get(name));
        }
      }),
      { numRuns: 25, endOnFailure: true },
    );
  }, 120_000);

  // Fault: an import that adds again what is there, or moves times and order of what it finds.
  it('changes nothing when it is imported again', async () => {
    const store = folders.open();
    await storedExample(store);
    const file = path.join(folders.make(), 'again.metamorph');
    await exportArchive(store, ALL, file, false);
    const before = rows(store);
    expect((await bring(store, file)).counts).toEqual({ new: 0, same: 1, copy: 0, restored: 0 });
    expect(rows(store)).toEqual(before);
  });

  // Fault: a restore that overwrites what the person wrote since, or a copy for each import.
  it('adds a copy beside a conversation that changed since, once', async () => {
    const store = folders.open();
    const { id } = await storedExample(store);
    const file = path.join(folders.make(), 'changed.metamorph');
    await exportArchive(store, ALL, file, false);
    store.conversations.rename(id, 'Renamed');
    const before = readWhole(store.database, id);
    const { counts, list } = await bring(store, file);
    expect(counts).toMatchObject({ copy: 1, new: 0 });
    expect(list[0]?.id).not.toBe(id);
    expect(readWhole(store.database, id)).toEqual(before);
    expect(
      store.conversations
        .list()
        .map(({ title }) => title)
        .sort(),
    ).toEqual(['A green hat', 'Renamed']);
    const after = rows(store);
    expect((await bring(store, file)).counts).toMatchObject({ same: 1, copy: 0 });
    expect(rows(store)).toEqual(after);
  });

  // Fault: messages of two conversations with one id, of which SQLite keeps one.
  it('gives new ids to messages that another conversation has', async () => {
    const store = folders.open();
    const example = await storedExample(store);
    const file = path.join(folders.make(), 'moved.metamorph');
    await exportArchive(store, ALL, file, false);
    const other = folders.open();
    await keepSome(other, 2);
    hold(other, [{ ...example, id: '00000000-0000-4000-8000-00000000000a' }]);
    expect((await bring(other, file)).counts).toMatchObject({ copy: 1 });
    expect((await bring(other, file)).counts).toMatchObject({ same: 1, copy: 0 });
    expect(other.conversations.list()).toHaveLength(2);
  });

  // Fault: what was deleted by mistake cannot come back from its own archive.
  it('takes a deleted conversation out of the bin', async () => {
    const store = folders.open();
    const { id } = await storedExample(store);
    const file = path.join(folders.make(), 'deleted.metamorph');
    await exportArchive(store, ALL, file, false);
    store.conversations.delete(id);
    expect((await bring(store, file)).counts).toMatchObject({ restored: 1 });
    expect(store.conversations.get(id).title).toBe('A green hat');
  });

  // Fault: one lost picture that keeps a person from exporting all the rest, or is lost in silence.
  it('says which files were gone, and goes on without them', async () => {
    const store = folders.open();
    await storedExample(store);
    const [lost = ''] = fs.readdirSync(path.join(store.folder, 'images'));
    fs.rmSync(path.join(store.folder, 'images', lost));
    const file = path.join(folders.make(), 'lost.metamorph');
    const first = await exportArchive(store, ALL, file, false);
    expect(first.missing).toBe(1);
    const other = folders.open();
    await bring(other, file);
    const second = await exportArchive(other, ALL, `${file}2`, false);
    expect(second).toMatchObject({ hash: first.hash, missing: 1 });
  });
});

describe('an export that cannot end', () => {
  // Fault: half a file under the final name, which looks like a whole one.
  it('leaves nothing when it is stopped', async () => {
    const store = folders.open();
    await storedExample(store);
    const folder = folders.make();
    const stop = new AbortController();
    const work = { signal: stop.signal, progress: () => stop.abort() };
    const file = path.join(folder, 'stopped.metamorph');
    await expect(exportArchive(store, ALL, file, false, work)).rejects.toThrow(/stopped/);
    expect(fs.readdirSync(folder)).toEqual([]);
  });

  // Fault: an older file of the person's that is gone after the export.
  it('refuses a name that is taken', async () => {
    const store = folders.open();
    const file = path.join(folders.make(), 'taken.metamorph');
    fs.writeFileSync(file, 'mine');
    await expect(exportArchive(store, ALL, file, false)).rejects.toThrow(/nothing is overwritten/);
    expect(fs.readFileSync(file, 'utf8')).toBe('mine');
    expect(fs.readdirSync(path.dirname(file))).toHaveLength(1);
  });
});
