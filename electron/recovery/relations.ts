import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import type { Value, WritableDatabase } from '../store/connection';
import { NAMED } from '../store/images';
import { CONTENT_FOLDERS, CONTENT_KINDS } from '../store/folders';
import { t } from '../../shared/i18n/translate';
import { makePrivateFolder, PRIVATE_FILE } from '../disk/privateMode';

type Row = Record<string, Value>;

/** Rounds of removal, since a row that refers to a removed one has to go next. */
const ROUNDS = 20;

/** First bytes of the kinds of pictures that are kept. */
const KINDS: readonly (readonly [mediaType: string, start: RegExp])[] = [
  ['image/png', /^\x89PNG/],
  ['image/jpeg', /^\xff\xd8\xff/],
  ['image/gif', /^GIF8/],
  ['image/webp', /^RIFF....WEBP/s],
  ['image/avif', /^....ftypavi[fs]/s],
];

/**
 * Repairs references to rows that are gone: messages whose parent is gone begin a branch of their own,
 * those without a conversation get one, and files without a row get one again. What still fits nowhere
 * is written to a file, one JSON object per line, and removed.
 *
 * @param folder data folder with the contents
 * @param leftFile absolute path for the rows that fit nowhere
 * @returns how many rows fit nowhere
 */
export function mendRelations(
  database: WritableDatabase,
  folder: string,
  leftFile: string,
): number {
  // No cascade of the schema may remove anything before it is written to the file.
  database.script('PRAGMA foreign_keys = OFF');
  try {
    database.transaction(() => {
      adoptMessages(database);
      nameFiles(database, folder);
    });
    const left = takeOut(database, leftFile);
    database.transaction(() => showLeaves(database));
    return left;
  } finally {
    database.script('PRAGMA foreign_keys = ON');
  }
}

function adoptMessages(database: WritableDatabase): void {
  const now = Date.now();
  const title = t('safety.rescuedTitle');
  database.run(
    `INSERT INTO conversation (id, title, created_at, updated_at)
     SELECT conversation_id, ?, min(created_at), max(created_at) FROM message
     WHERE conversation_id NOT IN (SELECT id FROM conversation) GROUP BY conversation_id`,
    title,
  );
  const orphans = database.all<{ id: string }>(
    `SELECT message_id AS id FROM part WHERE message_id NOT IN (SELECT id FROM message)
     GROUP BY message_id ORDER BY min(part.id)`,
  );
  if (orphans.length > 0) {
    const id = randomUUID();
    database.run(
      'INSERT INTO conversation (id, title, created_at, updated_at) VALUES (?, ?, ?, ?)',
      id,
      title,
      now,
      now,
    );
    let parent: string | null = null;
    for (const orphan of orphans) {
      // It is no longer known who wrote it.
      database.run(
        `INSERT INTO message (id, conversation_id, parent_id, role, created_at) VALUES (?, ?, ?, 'user', ?)`,
        orphan.id,
        id,
        parent,
        now,
      );
      parent = orphan.id;
    }
  }
  database.run(
    `UPDATE message SET parent_id = NULL WHERE parent_id IS NOT NULL AND NOT EXISTS (
       SELECT 1 FROM message AS above WHERE above.id = message.parent_id
         AND above.conversation_id = message.conversation_id)`,
  );
}

/** Adds rows for files that have lost theirs; a picture without a file counts as not drawn. */
function nameFiles(database: WritableDatabase, folder: string): void {
  for (const kind of CONTENT_KINDS) {
    const table = kind === 'image' ? 'image' : 'visual_tokens';
    const lacking = database.all<{ hash: string }>(
      `WITH named (hash) AS (${NAMED[table]})
       SELECT hash FROM named WHERE hash NOT IN (SELECT hash FROM ${table})`,
    );
    for (const { hash } of lacking) {
      if (!/^[0-9a-f]{64}$/.test(hash)) continue;
      const file = path.join(folder, CONTENT_FOLDERS[kind], hash);
      const size = fs.statSync(file, { throwIfNoEntry: false })?.size;
      if (size === undefined) continue;
      if (kind === 'tokens') {
        database.run(
          'INSERT INTO visual_tokens (hash, size, created_at) VALUES (?, ?, ?)',
          hash,
          size,
          Date.now(),
        );
        continue;
      }
      const mediaType = kindOf(file);
      if (mediaType === undefined) continue;
      database.run(
        'INSERT INTO image (hash, size, media_type, created_at) VALUES (?, ?, ?, ?)',
        hash,
        size,
        mediaType,
        Date.now(),
      );
    }
  }
  database.run(
    'UPDATE picture SET image = NULL WHERE image IS NOT NULL AND image NOT IN (SELECT hash FROM image)',
  );
  database.run(
    'UPDATE rendering SET drawn = NULL WHERE drawn IS NOT NULL AND drawn NOT IN (SELECT hash FROM visual_tokens)',
  );
}

function kindOf(file: string): string | undefined {
  const descriptor = fs.openSync(file, 'r');
  try {
    const start = Buffer.alloc(16);
    const text = start.toString('latin1', 0, fs.readSync(descriptor, start, 0, start.length, 0));
    return KINDS.find(([, pattern]) => pattern.test(text))?.[0];
  } finally {
    fs.closeSync(descriptor);
  }
}

/** Removes the rows of contents that no message, draft, step or waiting question refers to. */
export function forgetUnnamed(database: WritableDatabase): void {
  database.transaction(() => {
    for (const [table, named] of Object.entries(NAMED)) {
      database.run(`DELETE FROM ${table} WHERE hash NOT IN (${named})`);
    }
  });
}

/** Parts whose picture or region is missing; reading such a message would fail. */
const HOLLOW = `SELECT rowid FROM part WHERE
  (kind IN ('image', 'frames') AND id NOT IN (SELECT part_id FROM picture))
  OR (kind = 'region' AND id NOT IN (SELECT part_id FROM region))`;

function takeOut(database: WritableDatabase, leftFile: string): number {
  let count = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const gone = new Map<string, { table: string; rowid: number }>();
    for (const { table, rowid } of database.all<{ table: string; rowid: number | null }>(
      'PRAGMA foreign_key_check',
    )) {
      // If the branch shown is gone, that is repaired, not removed.
      if (rowid === null || table === 'conversation') continue;
      gone.set(`${table} ${rowid}`, { table, rowid });
    }
    for (const { rowid } of database.all<{ rowid: number }>(HOLLOW)) {
      gone.set(`part ${rowid}`, { table: 'part', rowid });
    }
    if (gone.size === 0) break;
    const lines = [...gone.values()].map(({ table, rowid }) => {
      const row = database.get<Row>(`SELECT * FROM "${table}" WHERE rowid = ?`, rowid);
      return `${JSON.stringify({ table, row })}\n`;
    });
    // The file is complete before any row is removed.
    makePrivateFolder(path.dirname(leftFile));
    fs.appendFileSync(leftFile, lines.join(''), { flush: true, mode: PRIVATE_FILE });
    database.transaction(() => {
      for (const { table, rowid } of gone.values()) {
        database.run(`DELETE FROM "${table}" WHERE rowid = ?`, rowid);
      }
    });
    count += gone.size;
  }
  return count;
}

/** Makes conversations whose shown branch is gone show their newest message. */
function showLeaves(database: WritableDatabase): void {
  database.run(
    `UPDATE conversation SET leaf_id = (SELECT id FROM message
       WHERE message.conversation_id = conversation.id ORDER BY number DESC LIMIT 1)
     WHERE leaf_id IS NULL OR NOT EXISTS (SELECT 1 FROM message
       WHERE message.id = conversation.leaf_id AND message.conversation_id = conversation.id)`,
  );
}
