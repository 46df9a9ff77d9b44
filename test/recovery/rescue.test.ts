import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { findFaults, reportOf } from '../../electron/recovery/check';
import { endRescue, rescue } from '../../electron/recovery/rescue';
import { DamagedError } from '../../electron/store/error';
import { DATABASE } from '../../electron/store/open';
import { dataFolders } from '../store/folder';
import { fillStore, harm } from './damaged';
import type { ImagePart, RegionPart } from '../../shared/message';

const folders = dataFolders();

describe('rescue', () => {
  // Fault: a damaged database after which the person has nothing, or which the rescue changes.
  it.each([
    ['some pages', 23, 0.5],
    ['many pages', 5, 0.05],
  ])(
    'reads what can be read of a database with %s of noise, and keeps the original',
    async (_, every, least) => {
      const folder = folders.make();
      const { file, messages } = await fillStore(folder);
      harm(file, every);
      const bytes = fs.readFileSync(file);
      expect(() => folders.open(folder)).toThrow(DamagedError);
      const rescued = rescue(folder, undefined);
      expect(fs.readFileSync(path.join(rescued.aside, DATABASE)).equals(bytes)).toBe(true);
      expect(rescued.messages).toBeGreaterThan(messages * least);
      expect(rescued.tables.length).toBeGreaterThan(0);

      const store = folders.open(folder);
      const after = reportOf(store, await findFaults(store));
      expect(after.findings).toEqual([]);
      expect(after.messages).toBe(rescued.messages);
      for (const { id, leafId } of store.conversations.list()) {
        expect(store.messages.branch(leafId).length).toBeGreaterThan(0);
        expect(store.messages.all(id).every(({ parts }) => Array.isArray(parts))).toBe(true);
      }
    },
  );

  // Fault: a sound database, read by a check that was too strict, that comes back with less.
  it('loses nothing of a sound database', async () => {
    const folder = folders.make();
    const { messages } = await fillStore(folder);
    const rescued = rescue(folder, undefined);
    expect(rescued).toMatchObject({ messages, conversations: 2, images: 2, left: 0, tables: [] });
  });

  // Fault: what was written last, still in the log when the program was killed, not read.
  it('reads what lies in the log alone', async () => {
    const folder = folders.make();
    const { file, messages } = await fillStore(folder);
    const store = folders.open(folder);
    store.database.script('PRAGMA wal_autocheckpoint = 0');
    const { id } = store.conversations.create();
    store.messages.add({
      conversationId: id,
      parentId: null,
      role: 'user',
      parts: [{ type: 'text', text: 'the last words' }],
    });
    const crashed = folders.make();
    for (const end of ['', '-wal']) fs.copyFileSync(file + end, path.join(crashed, DATABASE + end));
    const before = ['', '-wal'].map((end) => fs.readFileSync(path.join(crashed, DATABASE + end)));
    const rescued = rescue(crashed, undefined);
    expect(rescued.messages).toBe(messages + 1);
    const after = ['', '-wal'].map((end) =>
      fs.readFileSync(path.join(rescued.aside, DATABASE + end)),
    );
    expect(after.map((bytes, index) => bytes.equals(before[index] ?? bytes))).toEqual([true, true]);
  });

  // Fault: rows of pictures that are gone, and with them the files that only a waiting question about
  // a part of a picture, or a step that can be undone, still names.
  it('names the files again that waiting questions and steps need', async () => {
    const folder = folders.make();
    const store = folders.open(folder);
    const hash = (text: string): Promise<string> =>
      store.images.saveImage(Buffer.from(`\x89PNG ${text}`, 'latin1'), 'image/png');
    const [whole, before, after] = [await hash('whole'), await hash('before'), await hash('after')];
    const { id: conversationId } = store.conversations.create();
    const common = { width: 8, height: 8, mediaType: 'image/png', rendering: null };
    const drawn = (image: string): ImagePart => ({ type: 'image', image, ...common });
    const answer = store.messages.add({
      conversationId,
      parentId: null,
      role: 'assistant',
      parts: [drawn(before)],
    });
    store.steps.decode(answer, 0, drawn(after));
    const region: RegionPart = {
      type: 'region',
      image: whole,
      x: 0,
      y: 0,
      width: 4,
      height: 4,
      similarity: 1,
    };
    const waiting = store.queue.add({
      conversationId,
      parentId: null,
      follows: false,
      text: 'What is this?',
      think: 'auto',
      answer: 'auto',
      images: [],
      region,
    });
    store.database.script('PRAGMA foreign_keys = OFF; DELETE FROM image;');
    store.close();
    expect(rescue(folder, undefined)).toMatchObject({ images: 3, left: 0 });
    const rescued = folders.open(folder);
    expect(rescued.queue.get(waiting.id).region).toEqual(region);
    rescued.steps.undo(conversationId);
    expect(rescued.messages.get(answer).parts).toEqual([drawn(before)]);
    for (const image of [whole, before, after]) expect(rescued.images.has(image)).toBe(true);
  });

  // Fault: a file that is no database at all and keeps the program from ever opening.
  it('begins anew where nothing can be read, with the pictures moved aside', async () => {
    const folder = folders.make();
    const { file } = await fillStore(folder);
    const pictures = fs.readdirSync(path.join(folder, 'images')).sort();
    fs.writeFileSync(file, 'this is a diary, not a database');
    const rescued = rescue(folder, undefined);
    expect(rescued.messages).toBe(0);
    expect(fs.readFileSync(path.join(rescued.aside, DATABASE), 'utf8')).toContain('a diary');
    expect(fs.readdirSync(path.join(rescued.aside, 'images')).sort()).toEqual(pictures);
    expect(folders.open(folder).conversations.list()).toEqual([]);
  });

  // Fault: a rescue that is killed at its last step and leaves an empty store.
  it('is ended by the next start when it was killed before its last step', async () => {
    const folder = folders.make();
    const { file, messages } = await fillStore(folder);
    const { aside } = rescue(folder, undefined);
    fs.renameSync(file, path.join(aside, 'rescued.db'));
    expect(endRescue(folder)).toMatchObject({ messages, aside });
    expect(endRescue(folder)).toBeUndefined();
    expect(folders.open(folder).conversations.list()).toHaveLength(2);
  });

  // Catches a log of the damaged database that is read as that of the one in its place.
  it('is ended where it was killed between the database and its log', async () => {
    const folder = folders.make();
    const { file, messages } = await fillStore(folder);
    const { aside } = rescue(folder, undefined);
    // As it lies there: what was read, the original aside, and the original's log where it was.
    fs.renameSync(file, path.join(aside, 'rescued.db'));
    const other = folders.open();
    other.database.script('PRAGMA wal_autocheckpoint = 0');
    other.conversations.create();
    const log = fs.readFileSync(path.join(other.folder, `${DATABASE}-wal`));
    fs.writeFileSync(`${file}-wal`, log);
    expect(endRescue(folder)).toMatchObject({ messages, aside });
    expect(fs.existsSync(`${file}-wal`)).toBe(false);
    expect(fs.readFileSync(path.join(aside, `${DATABASE}-wal`)).equals(log)).toBe(true);
    expect(folders.open(folder).conversations.list()).toHaveLength(2);
  });
});
