import type { WritableDatabase } from './connection';
import { t } from '../../shared/i18n/translate';
import { AppError } from '../../shared/ipc/errors';

/** A message and everything below it, by their numbers. */
const BELOW = `WITH RECURSIVE below (id, number, conversation_id) AS (
  SELECT id, number, conversation_id FROM message WHERE id = ?
  UNION ALL
  SELECT message.id, message.number, message.conversation_id FROM below JOIN message
    ON message.conversation_id = below.conversation_id AND message.parent_id = below.id
)`;

/** Hides a message and all that follows it; they stay in the store. */
export function removeBranch(database: WritableDatabase, id: string): void {
  database.transaction(() => {
    const changed = database.run(
      'UPDATE message SET removed_at = ? WHERE id = ? AND removed_at IS NULL',
      Date.now(),
      id,
    );
    if (changed !== 1) throw new AppError('missing', t('store.messageGone'));
    database.run(
      `${BELOW} UPDATE message SET hidden = hidden + 1 WHERE number IN (SELECT number FROM below)`,
      id,
    );
  });
}

/** Restores a removed branch, except what had been removed within it before. */
export function bringBranchBack(database: WritableDatabase, id: string): void {
  database.transaction(() => {
    const changed = database.run(
      'UPDATE message SET removed_at = NULL WHERE id = ? AND removed_at IS NOT NULL',
      id,
    );
    if (changed !== 1) throw new AppError('missing', t('store.notInBin'));
    database.run(
      `${BELOW} UPDATE message SET hidden = hidden - 1 WHERE number IN (SELECT number FROM below)`,
      id,
    );
  });
}

/** Removes messages for good, with all below them. `ids` are first messages of removed branches. */
export function purgeBranches(database: WritableDatabase, ids: readonly string[]): void {
  database.transaction(() => {
    for (const id of ids) {
      const doomed = database
        .all<{ id: string }>(`${BELOW} SELECT id FROM below`, id)
        .map((row) => row.id);
      purgeMessages(database, JSON.stringify(doomed));
    }
  });
}

/** Removes conversations for good. */
export function purgeConversations(database: WritableDatabase, ids: readonly string[]): void {
  database.transaction(() => {
    for (const id of ids) {
      const doomed = database
        .all<{ id: string }>('SELECT id FROM message WHERE conversation_id = ?', id)
        .map((row) => row.id);
      database.run('UPDATE conversation SET leaf_id = NULL WHERE id = ?', id);
      purgeMessages(database, JSON.stringify(doomed));
      database.run('DELETE FROM conversation WHERE id = ?', id);
    }
  });
}

/** Unlinked from each other first: a chain of thousands is deeper than SQLite's own cascade goes. */
function purgeMessages(database: WritableDatabase, ids: string): void {
  const these = 'id IN (SELECT value FROM json_each(?))';
  database.run(`UPDATE message SET parent_id = NULL WHERE ${these}`, ids);
  database.run(`DELETE FROM message WHERE ${these}`, ids);
}
