import fs from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ArchivedConversation } from '../../shared/archive/schema';
import { exportArchive } from '../../electron/archive/exportArchive';
import { importSource } from '../../electron/archive/import';
import { openArchive } from '../../electron/archive/openArchive';
import type { Store } from '../../electron/store/open';
import { storedExample, png } from '../archive/fixtures';
import { dataFolders } from './folder';

const folders = dataFolders();
let store: Store;
let archive = '';
let example: ArchivedConversation;

const placeOf = (kind: 'images' | 'tokens', hash: string): string =>
  path.join(store.folder, kind, hash);

/** All contents of a store, with one byte of each flipped by the disk. */
function rot(): string[] {
  const files = (['images', 'tokens'] as const).flatMap((kind) =>
    fs.readdirSync(path.join(store.folder, kind)).map((hash) => placeOf(kind, hash)),
  );
  for (const file of files) {
    const bytes = fs.readFileSync(file);
    const middle = bytes.length >> 1;
    bytes[middle] = (bytes[middle] ?? 0) ^ 1;
    fs.writeFileSync(file, bytes);
  }
  return files;
}

async function imported(): Promise<void> {
  const source = await openArchive(archive);
  try {
    await importSource(store, source);
  } finally {
    source.close();
  }
}

/** Every picture and all visual tokens of the example can be read, and nothing else lies there. */
async function expectHealed(files: readonly string[]): Promise<void> {
  for (const file of files) {
    const hash = path.basename(file);
    const tokens = path.basename(path.dirname(file)) === 'tokens';
    const read = tokens ? store.images.readTokenBytes(hash) : store.images.readImage(hash);
    await expect(read).resolves.toBeInstanceOf(Buffer);
    expect(fs.readdirSync(path.dirname(file)).filter((name) => name.length !== 64)).toEqual([]);
  }
}

beforeEach(async () => {
  store = folders.open();
  example = await storedExample(store);
  archive = path.join(folders.make(), 'hats.metamorph');
  await exportArchive(store, { kind: 'all' }, archive, false);
});

describe('a content that rotted on the disk', () => {
  // Catches a picture of the right size whose damage no new copy of it can ever mend.
  it('is healed by keeping it again', async () => {
    const files = rot();
    const [first = ''] = fs.readdirSync(path.join(store.folder, 'images'));
    await expect(store.images.readImage(first)).rejects.toThrow(/gone or damaged/);
    for (const index of [0, 1]) {
      await store.images.saveImage(png(index * 7 + 1), 'image/png');
      await store.images.saveTokens(new Float32Array([index, 0.5, -1.25, 3e-5]));
    }
    await expectHealed(files);
  });

  // Catches the same for an archive that has it whole, when the conversation itself is there.
  it('is healed by importing it again', async () => {
    const files = rot();
    await imported();
    await expectHealed(files);
  });

  // Catches the same for a conversation that was removed for good, whose files still lie there.
  it('is healed by deleting and importing it again', async () => {
    const files = rot();
    store.conversations.delete(example.id);
    store.trash.remove({ kind: 'conversation', id: example.id });
    await imported();
    expect(store.conversations.list().map(({ id }) => id)).toEqual([example.id]);
    await expectHealed(files);
  });

  // Catches a whole content that is written anew each time that it is kept.
  it('is the only one that is written again', async () => {
    const [hash = ''] = fs.readdirSync(path.join(store.folder, 'images'));
    const { ino, mtimeMs } = fs.statSync(placeOf('images', hash));
    for (const index of [0, 1]) await store.images.saveImage(png(index * 7 + 1), 'image/png');
    await imported();
    expect(fs.statSync(placeOf('images', hash))).toMatchObject({ ino, mtimeMs });
  });
});
