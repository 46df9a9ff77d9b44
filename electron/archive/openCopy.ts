import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { readWhole } from '../store/archived';
import type { ReadableDatabase } from '../store/driver';
import { migrate, MIGRATIONS } from '../store/migrations';
import type { Store } from '../store/open';
import { copiedContent, copyDatabase } from '../store/safety/copies';
import { copiesFolder, type ContentKind } from '../store/safety/places';
import { ArchiveError } from './error';
import { contentHash, conversationHash } from './hash';
import { referencesOf } from './references';
import type { Source, SourceFile } from './source';

/**
 * Opens an automatic copy as something that can be imported: bringing it back is a merge like any
 * other, so that nothing made since is lost.
 *
 * @param name name of the copy
 * @throws ArchiveError for one that is gone or cannot be read
 */
export async function openCopy(store: Store, name: string): Promise<Source> {
  const original = copyDatabase(store.folder, name);
  if (!fs.existsSync(original)) {
    throw new ArchiveError('input', 'This copy is gone: choose another one.');
  }
  // An older copy is brought to the newest schema, which the copy itself must not be.
  const file = path.join(copiesFolder(store.folder), `.look-${randomBytes(6).toString('hex')}.db`);
  try {
    await fs.promises.copyFile(original, file, fs.constants.COPYFILE_FICLONE);
    const database = store.connect(file, false);
    try {
      migrate(database, file, MIGRATIONS, false);
      return sourceOf(store, database);
    } finally {
      database.close();
    }
  } finally {
    for (const left of fs.readdirSync(copiesFolder(store.folder))) {
      if (left.startsWith(path.basename(file))) {
        fs.rmSync(path.join(copiesFolder(store.folder), left), { force: true });
      }
    }
  }
}

function sourceOf(store: Store, database: ReadableDatabase): Source {
  const ids = database.all<{ id: string }>(
    'SELECT id FROM conversation WHERE deleted_at IS NULL ORDER BY created_at, id',
  );
  const conversations = ids.map(({ id }) => {
    const { deleted: _, ...conversation } = readWhole(database, id);
    return conversation;
  });
  const named = referencesOf(conversations);
  const hashed = conversations.map((one) => ({ id: one.id, hash: conversationHash(one) }));
  const file = (kind: ContentKind, hash: string, size: number): SourceFile => {
    const place = copiedContent(store.folder, kind, hash);
    const missing = fs.statSync(place, { throwIfNoEntry: false })?.size !== size;
    return { name: hash, size, missing, read: () => fs.promises.readFile(place) };
  };
  const images = database
    .all<{ hash: string; size: number; mediaType: string }>(
      'SELECT hash, size, media_type AS mediaType FROM image',
    )
    .filter(({ hash }) => named.images.has(hash));
  const tokens = database
    .all<{ hash: string; size: number }>('SELECT hash, size FROM visual_tokens')
    .filter(({ hash }) => named.tokens.has(hash));
  return {
    kind: 'copy',
    hash: contentHash({ conversations: hashed, ...named }),
    conversations,
    images: new Map(
      images.map(({ hash, size, mediaType }) => [
        hash,
        { ...file('image', hash, size), mediaType },
      ]),
    ),
    tokens: new Map(tokens.map(({ hash, size }) => [hash, file('tokens', hash, size)])),
    notes: [],
    close: () => undefined,
  };
}
