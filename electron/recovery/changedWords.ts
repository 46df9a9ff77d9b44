/**
 * Words that changed by themselves. SQLite has no checksums: only another copy reveals a flipped bit in
 * the words of a message. Words of a finished message are never changed on purpose.
 */
import path from 'node:path';
import type { WritableDatabase } from '../store/connection';
import { schemaVersionOf } from '../store/migrations/migrate';
import { hashOfFile } from '../store/files';
import { copyNames, readRecord, writeRecord } from './backupRecord';
import type { Copied } from './backups';
import { databaseKey } from '../store/folders';

/** Words that differ from those in the oldest backup that has them. */
export interface ChangedWords {
  readonly messageId: string;
  /** Index of the part in the message. */
  readonly position: number;
  /** Title of the conversation. */
  readonly title: string;
  readonly text: string;
  /** As they are in the backup. */
  readonly before: string;
}

// An answer that was written again or imported again has parts with other ids.
const BOTH = `FROM part JOIN message ON message.id = part.message_id
  JOIN conversation ON conversation.id = message.conversation_id
  JOIN copied.part AS old ON old.id = part.id
    AND old.message_id = part.message_id AND old.position = part.position
  JOIN copied.message AS was ON was.id = old.message_id
  WHERE part.kind = 'text' AND old.kind = 'text' AND part.id NOT IN (SELECT id FROM temp.compared)
    AND message.finish IS NOT 'running' AND was.finish IS NOT 'running'`;

/**
 * Compares the words of all messages with those of backups.
 *
 * @param backups absolute paths of unchanged databases of backups, oldest first, since newer ones may
 *   contain the change
 */
export function findChangedWords(
  database: WritableDatabase,
  copies: readonly string[],
): ChangedWords[] {
  const found: ChangedWords[] = [];
  try {
    database.script(`DROP TABLE IF EXISTS temp.compared;
      CREATE TEMP TABLE compared (id INTEGER PRIMARY KEY);`);
    for (const copy of copies) found.push(...changedIn(database, copy));
    database.script('DROP TABLE temp.compared');
  } catch {
    // Other damage is found by SQLite's own check.
  }
  return found;
}

function changedIn(database: WritableDatabase, copy: string): ChangedWords[] {
  database.run('ATTACH DATABASE ? AS copied', copy);
  try {
    const version = database.get<{ user_version: number }>('PRAGMA copied.user_version');
    // A migration may have changed words.
    if (version?.user_version !== schemaVersionOf(database)) return [];
    const changed = database.all<ChangedWords>(
      `SELECT part.message_id AS messageId, part.position, conversation.title, part.text,
         old.text AS before ${BOTH} AND part.text <> old.text`,
    );
    database.run(`INSERT INTO temp.compared SELECT part.id ${BOTH}`);
    return changed;
  } finally {
    database.script('DETACH DATABASE copied');
  }
}

/** Restores words that changed. */
export function takeBack(database: WritableDatabase, words: readonly ChangedWords[]): number {
  return database.transaction(() => {
    let count = 0;
    for (const { messageId, position, text, before } of words) {
      count += database.run(
        'UPDATE part SET text = ? WHERE message_id = ? AND position = ? AND text = ?',
        before,
        messageId,
        position,
        text,
      );
    }
    // The index has the words from before the change, not those that a delete would name.
    if (count > 0) fillIndex(database);
    return count;
  });
}

/** Rebuilds the search index from the words in `part`, which it was made from. */
export function fillIndex(database: WritableDatabase): void {
  database.script(`INSERT INTO part_text (part_text) VALUES ('delete-all');
    INSERT INTO part_text (rowid, text) SELECT id, text FROM part WHERE kind = 'text';`);
}

/**
 * Restores words in backups that were made after they changed: once older backups are gone, these
 * would be taken as correct.
 *
 * @param place absolute folder of backups
 */
export async function takeBackInCopies(
  store: Pick<Copied, 'connect'>,
  place: string,
  words: readonly ChangedWords[],
): Promise<void> {
  for (const name of copyNames(place)) {
    const file = path.join(place, databaseKey(name));
    const record = readRecord(place, name);
    if (record?.databaseHash === undefined) continue;
    if ((await hashOfFile(file)) !== record.databaseHash) continue;
    const database = store.connect(file, false);
    let count: number;
    try {
      count = takeBack(database, words);
    } finally {
      database.close();
    }
    if (count === 0) continue;
    const databaseHash = await hashOfFile(file);
    writeRecord(path.join(place, name), { ...record, databaseHash });
  }
}
