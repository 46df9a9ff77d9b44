/** Stores of conversations that share a picture, and single bits flipped on the disk. */
import fs from 'node:fs';
import path from 'node:path';
import { backupsFolder } from '../../electron/store/folders';
import { readRecord, writeRecord } from '../../electron/recovery/backupRecord';
import type { Store } from '../../electron/store/open';
import { png } from '../archive/fixtures';

const PICTURE = { type: 'image', width: 8, height: 8, mediaType: 'image/png' } as const;

/**
 * Holds conversations, each with a picture that all share and one of its own.
 *
 * @param pictureOf bytes of the picture that a conversation has for itself
 * @returns the hash of the shared picture
 */
export async function holdSharing(
  store: Store,
  count: number,
  pictureOf = (index: number): Uint8Array => png(1000 + index),
): Promise<string> {
  const shared = await store.images.saveImage(png(7), 'image/png');
  for (let index = 0; index < count; index += 1) {
    const { id } = store.conversations.create();
    const own = await store.images.saveImage(pictureOf(index), 'image/png');
    store.conversations.rename(id, `Conversation ${index}`);
    const leaf = store.messages.add({
      conversationId: id,
      parentId: null,
      role: 'user',
      parts: [
        { type: 'text', text: `Compare the pictures of case ${index}.` },
        { ...PICTURE, image: shared, rendering: null },
        { ...PICTURE, image: own, rendering: null },
      ],
    });
    store.conversations.setLeaf(id, leaf);
  }
  return shared;
}

/** Flips one bit of a file, in its middle unless given. */
export function flip(file: string, bit?: number): void {
  const bytes = fs.readFileSync(file);
  const at = bit ?? Math.floor(bytes.length / 2) * 8;
  const place = Math.floor(at / 8);
  bytes[place] = (bytes[place] ?? 0) ^ (1 << (at % 8));
  fs.writeFileSync(file, bytes);
}

/** Deletes everything for good, as if it had been lost. */
export function loseAll(store: Store): void {
  store.database.run('DELETE FROM conversation');
  store.images.sweep(Date.now() + 1);
}

/** Absolute path of a file within the backups of a data folder. */
export const inBackups = (store: Store, key: string): string =>
  path.join(backupsFolder(store.folder), key);

/** Makes a backup as old as if it had been made at another time (milliseconds since 1970). */
export function age(folder: string, createdAt: number): void {
  const record = readRecord(path.dirname(folder), path.basename(folder));
  if (!record) throw new Error('There is no such copy.');
  writeRecord(folder, { ...record, createdAt });
}
