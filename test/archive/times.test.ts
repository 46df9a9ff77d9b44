import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { exportArchive } from '../../electron/archive/exportArchive';
import { importSource, preview } from '../../electron/archive/import';
import { ForeignBuilder } from '../../electron/archive/importers/builder';
import { openArchive } from '../../electron/archive/openArchive';
import { inspectPicture } from '../../electron/images/inspect';
import { insertWhole, readWhole } from '../../electron/store/wholeConversation';
import type { Store } from '../../electron/store/open';
import type { ArchivedConversation } from '../../shared/archive/schema';
import { LONGEST_TEXT } from '../../shared/message';
import { dataFolders } from '../store/folder';

const folders = dataFolders();
const LAST_DAY = 8.64e15;
const ID = '4dd5cbe4-6d44-4d1e-9f4b-2f1e5c1f0a11';
const QUESTION = '4dd5cbe4-6d44-4d1e-9f4b-2f1e5c1f0a12';

/** A conversation of one question. */
const made = (text: string, time: number): ArchivedConversation => ({
  id: ID,
  title: 'From far away',
  pinned: false,
  archived: false,
  folder: '',
  tags: [],
  systemPrompt: '',
  leafId: QUESTION,
  createdAt: 5,
  updatedAt: time,
  messages: [
    {
      id: QUESTION,
      parentId: null,
      role: 'user',
      parts: [{ type: 'text', text }],
      createdAt: time,
      shown: 1,
      finish: null,
      error: null,
      details: null,
      name: '',
    },
  ],
});

/** The file of an archive of a store that holds one conversation. */
async function archiveOf(conversation: ArchivedConversation): Promise<string> {
  const store = folders.open();
  insertWhole(store.database, conversation);
  const file = path.join(folders.make(), 'one.metamorph');
  await exportArchive(store, { kind: 'all' }, file, false);
  return file;
}

async function bring(store: Store, file: string) {
  const source = await openArchive(file);
  try {
    await preview(store, source);
    return await importSource(store, source);
  } finally {
    source.close();
  }
}

describe('times of what is imported', () => {
  // Fault: a conversation of the year 275760 that lies at the top for ever and opens at each start.
  it('are now when they lie in the future, and the report says so', async () => {
    const file = await archiveOf(made('Hello', LAST_DAY));
    const store = folders.open();
    const before = Date.now();
    const { notes } = await bring(store, file);
    expect(notes).toEqual([expect.stringContaining('Dates in the future are set to now')]);
    const { createdAt, updatedAt, messages } = readWhole(store.database, ID);
    expect(createdAt).toBe(5);
    for (const time of [updatedAt, messages[0]?.createdAt]) {
      expect(time).toBeGreaterThanOrEqual(before);
      expect(time).toBeLessThanOrEqual(Date.now());
    }
    // What was held back is known again: importing twice adds nothing.
    expect(await bring(store, file)).toMatchObject({ counts: { same: 1, copy: 0 }, notes: [] });
  });

  it('stay as they are when they are past', async () => {
    const store = folders.open();
    const { notes } = await bring(store, await archiveOf(made('Hello', 7)));
    expect(notes).toEqual([]);
    expect(readWhole(store.database, ID)).toMatchObject({ createdAt: 5, updatedAt: 7 });
  });

  // Fault: rows that an earlier version took in as they were.
  it('order no conversation that is there already', () => {
    const store = folders.open();
    insertWhole(store.database, made('Hello', LAST_DAY));
    const { id } = store.conversations.create();
    const list = store.conversations.list();
    expect(list.map((one) => one.id)).toEqual([id, ID]);
    expect(list[1]?.updatedAt).toBe(5);
    // An archive of it says what is there.
    expect(readWhole(store.database, ID).updatedAt).toBe(LAST_DAY);
  });
});

describe('texts of what is imported', () => {
  // Fault: a text without end in an archive, which no part of the program is made for.
  it('are refused beyond ten million characters, with a sentence', async () => {
    const file = await archiveOf(made('a'.repeat(LONGEST_TEXT + 1), 7));
    await expect(openArchive(file)).rejects.toThrow(
      /"messages\.0\.parts\.0\.text" of more than 10,000,000 characters; nothing was changed/,
    );
    const store = folders.open();
    const whole = await archiveOf(made('a'.repeat(LONGEST_TEXT), 7));
    expect((await bring(store, whole)).counts.new).toBe(1);
  });

  it('of other programs become several parts, of which none is lost', () => {
    const builder = new ForeignBuilder('chatgpt', inspectPicture);
    const text = `${'a'.repeat(LONGEST_TEXT)}end`;
    builder.add({
      key: 'one',
      title: 'Long',
      createdAt: 1,
      updatedAt: LAST_DAY,
      messages: [
        { key: 'a', parent: null, role: 'user', createdAt: 1, parts: [{ type: 'text', text }] },
      ],
      leaf: 'a',
    });
    const [conversation] = builder.finish().conversations;
    const texts = conversation?.messages[0]?.parts.map((part) =>
      part.type === 'text' ? part.text : '',
    );
    expect(texts?.length).toBeGreaterThan(1);
    expect(texts?.join('') === text).toBe(true);
  });
});
