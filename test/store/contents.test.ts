import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { hashOf } from '../../electron/store/files';
import { DEFAULT_SETTINGS } from '../../electron/store/settings';
import type { Store } from '../../electron/store/open';
import { contents, dataFolders } from './folder';
import { type Part, messageSchema } from '../../shared/message';

const folders = dataFolders();
const PACKAGE = 'a'.repeat(64);

async function partsOfEveryKind(store: Store): Promise<Part[]> {
  const image = await store.images.saveImage(new Uint8Array([1, 2, 3]), 'image/png');
  const other = await store.images.saveImage(new Uint8Array([4, 5]), 'image/jpeg');
  const tokens = await store.images.saveTokens(new Float32Array([0.5, -0.25, 1]));
  const drawn = await store.images.saveTokens(new Float32Array([0.5, -0.5, 1]));
  const rendering = {
    tokens,
    seed: 0xffffffff,
    guidance: 4.5,
    steps: 12,
    variation: 0,
    package: PACKAGE,
    packageName: 'tiny',
    parents: [other, image, other],
    instruction: 'Draw "it"; then\u0000 nothing',
  };
  const picture = { type: 'image', image, width: 3, height: 1, mediaType: 'image/png' } as const;
  return [
    { type: 'text', text: 'Hello\n𝄞 🏽' },
    { ...picture, rendering },
    { ...picture, image: null, rendering: { ...rendering, drawn, parents: [], variation: 0.5 } },
    {
      type: 'frames',
      framesPerSecond: 1.5,
      frames: [
        { ...picture, rendering: null },
        { ...picture, image: other, rendering },
      ],
    },
    { type: 'region', image, x: 0.1, y: 0.2, width: 0.3, height: 0.4, similarity: 0.93 },
    { type: 'text', text: '' },
  ];
}

describe('parts', () => {
  // Fault: a field of a picture's history that is not kept, or parts that come back in another order.
  it('come back as they were, all kinds, after opening again', async () => {
    const folder = folders.make();
    const store = folders.open(folder);
    const { id: conversationId } = store.conversations.create();
    const parts = await partsOfEveryKind(store);
    const id = store.messages.add({ conversationId, parentId: null, role: 'assistant', parts });
    store.messages.finish(id, 'stop', null, null);
    store.close();
    const message = messageSchema.parse(folders.open(folder).messages.get(id));
    expect(message.parts).toEqual(parts);
  });

  // Fault: a row that names a picture which is not kept: a hole in the conversation.
  it('may only name pictures that are kept', () => {
    const store = folders.open();
    const { id: conversationId } = store.conversations.create();
    const part: Part = {
      type: 'image',
      image: 'b'.repeat(64),
      width: 1,
      height: 1,
      mediaType: 'image/png',
      rendering: null,
    };
    expect(() =>
      store.messages.add({ conversationId, parentId: null, role: 'user', parts: [part] }),
    ).toThrow(/not kept/);
    expect(store.messages.isLeaf(conversationId, null)).toBe(true);
  });
});

describe('files', () => {
  // Fault: pictures as text in the database, or a file whose name does not say its content.
  it('hold pictures and tokens, named by their hash', async () => {
    const folder = folders.make();
    const store = folders.open(folder);
    const bytes = new Uint8Array([9, 8, 7]);
    const hash = await store.images.saveImage(bytes, 'image/webp');
    expect(hash).toBe(hashOf(bytes));
    expect(await store.images.readImage(hash)).toEqual(Buffer.from(bytes));
    const tokens = new Float32Array([1, 2, 3]).subarray(1);
    expect(await store.images.readTokens(await store.images.saveTokens(tokens))).toEqual(
      new Float32Array([2, 3]),
    );
    expect([...contents(path.join(folder, 'images')).keys()]).toEqual([hash]);
  });

  // Fault: showing bytes that rotted on the disk as if they were the picture.
  it('are refused when they are not what their name says', async () => {
    const folder = folders.make();
    const store = folders.open(folder);
    const hash = await store.images.saveImage(new Uint8Array([1, 2]), 'image/png');
    fs.writeFileSync(path.join(folder, 'images', hash), 'other');
    await expect(store.images.readImage(hash)).rejects.toThrow(/damaged/);
  });

  // Fault: a picture of a deleted conversation that is gone when the deletion is undone.
  it('of a deleted conversation stay until it is gone for good', async () => {
    const folder = folders.make();
    const store = folders.open(folder);
    const { id: conversationId } = store.conversations.create();
    const parts = await partsOfEveryKind(store);
    store.messages.add({ conversationId, parentId: null, role: 'user', parts });
    store.conversations.delete(conversationId);
    expect(store.conversations.list()).toEqual([]);
    store.close();
    const again = folders.open(folder);
    expect(contents(path.join(folder, 'images')).size).toBe(2);
    expect(again.conversations.restore(conversationId).id).toBe(conversationId);
    again.conversations.delete(conversationId);
    again.close();
    // A window of -1 s has passed for everything kept until now.
    const later = folders.open(folder, { undoWindow: -1000, trashWindow: -1000 });
    expect(() => later.conversations.restore(conversationId)).toThrow(/for good/);
    expect(contents(path.join(folder, 'images')).size).toBe(0);
    expect(contents(path.join(folder, 'tokens')).size).toBe(0);
  });

  // Fault: sweeping a picture that only a draft, a waiting question or a lineage still names.
  it('stay while anything names them', async () => {
    const folder = folders.make();
    const store = folders.open(folder);
    const { id: conversationId } = store.conversations.create();
    const take = async (byte: number) => ({
      image: await store.images.saveImage(new Uint8Array([byte]), 'image/png'),
      width: 1,
      height: 1,
      mediaType: 'image/png',
      note: '',
    });
    const draft = { text: 'look', images: [await take(1)] };
    store.drafts.save(conversationId, draft);
    const queued = store.queue.add({
      conversationId,
      parentId: null,
      follows: true,
      text: '',
      images: [await take(2)],
      think: 'auto',
      answer: 'auto',
    });
    await take(3);
    store.close();
    const later = folders.open(folder, { undoWindow: -1000 });
    expect(contents(path.join(folder, 'images')).size).toBe(2);
    expect(later.drafts.get(conversationId)).toEqual(draft);
    expect(later.queue.first()).toEqual(queued);
  });
});

describe('search', () => {
  // Fault: an index that falls behind: words written later missing, deleted ones still found.
  it('follows every change of the words', () => {
    const store = folders.open();
    const { id: conversationId } = store.conversations.create();
    const id = store.messages.add({
      conversationId,
      parentId: null,
      role: 'assistant',
      parts: [{ type: 'text', text: 'A purple' }],
    });
    const found = (words: string): string[] =>
      store.search.find(words).map(({ messageId }) => messageId);
    store.messages.appendText(id, 0, ' umbrella, déjà vu');
    expect(found('umbr purple')).toEqual([id]);
    expect(found('deja')).toEqual([id]);
    expect(found('umbrella missing')).toEqual([]);
    expect(found('" OR *')).toEqual([]);
    store.conversations.delete(conversationId);
    expect(found('umbrella')).toEqual([]);
    store.database.run('DELETE FROM conversation WHERE id = ?', conversationId);
    expect(
      store.database.all('SELECT rowid FROM part_text WHERE part_text MATCH ?', 'umbrella'),
    ).toEqual([]);
    store.database.run(`INSERT INTO part_text (part_text, rank) VALUES ('integrity-check', 1)`);
  });

  // Fault: what was said in Chinese, Japanese or Thai found by the beginning of a sentence alone, and
  // a part of a long word, or a name written against Chinese words, not at all.
  it('finds words inside of what stands without a space', () => {
    const store = folders.open();
    const { id: conversationId } = store.conversations.create();
    const say = (text: string): string =>
      store.messages.add({
        conversationId,
        parentId: null,
        role: 'user',
        parts: [{ type: 'text', text }],
      });
    const cat = say('我有一只猫在家里睡觉，用Python写诗。');
    const umbrella = say('傘を開いてください。');
    const thai = say('แมวนอนหลับอยู่บนโซฟา');
    const long = say('Ein Nachtschmetterling und eine Katze. '.padEnd(400, 'und so weiter '));
    const found = (words: string): (string | null)[] =>
      store.search.everywhere(words).map(({ messageId }) => messageId);
    expect(found('猫')).toEqual([cat]);
    expect(found('猫 睡觉')).toEqual([cat]);
    expect(found('猫 傘')).toEqual([]);
    expect(found('開い')).toEqual([umbrella]);
    expect(found('นอนหลับ')).toEqual([thai]);
    expect(found('python')).toEqual([cat]);
    expect(found('SCHMETTERLING katz')).toEqual([long]);
    // A word that begins so comes alone, and first.
    const moth = say('Schmetterling');
    expect(found('schmetterling')).toEqual([moth]);
    expect(store.search.everywhere('睡觉')[0]?.excerpt).toBe(
      '我有一只猫在家里\u0002睡觉\u0003，用Python写诗。',
    );
    const [inside] = store.search.everywhere('tschmett');
    expect(inside?.excerpt.startsWith('Ein Nach\u0002tschmett\u0003erling und')).toBe(true);
    expect(inside?.excerpt.endsWith('…')).toBe(true);
  });
});

describe('settings', () => {
  // Fault: one setting of another version that takes all others back to their defaults.
  it('keep what can be understood', () => {
    const store = folders.open();
    expect(store.settings.get()).toEqual(DEFAULT_SETTINGS);
    store.settings.set({ ...DEFAULT_SETTINGS, theme: 'dark', seed: 7 });
    store.database.run(
      `UPDATE settings SET value = json_set(value, '$.threads', 'many', '$.strange', 1)`,
    );
    expect(store.settings.get()).toEqual({ ...DEFAULT_SETTINGS, theme: 'dark', seed: 7 });
  });
});

describe('readers', () => {
  // Fault: a write that slips through a reader's door.
  it('cannot write', () => {
    const store = folders.open();
    expect(() => store.database.get('DELETE FROM conversation')).toThrow(/reader/);
  });
});
