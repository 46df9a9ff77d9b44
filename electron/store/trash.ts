import type { WritableDatabase } from './connection';
import { purgeBranches, purgeConversations } from './deletion';
import { forgetReplaced, listReplaced } from './replacedImages';
import type { TrashEntry } from '../../shared/ipc/trash';
import { t } from '../../shared/i18n/translate';
import { AppError } from '../../shared/ipc/errors';

type Key = Pick<TrashEntry, 'kind' | 'id'>;

interface TrashRow extends Omit<TrashEntry, 'images'> {
  /** JSON list of hashes. */
  readonly images: string;
}

/** Pictures that an entry shows. */
const MOST_IMAGES = 3;

const imagesOf = (within: string): string => `(SELECT json_group_array(image) FROM (
  SELECT DISTINCT picture.image FROM part JOIN picture ON picture.part_id = part.id
  WHERE part.message_id IN (${within}) AND picture.image IS NOT NULL LIMIT ${MOST_IMAGES}))`;

const CONVERSATIONS = `SELECT 'conversation' AS kind, id, title, '' AS excerpt, deleted_at AS removedAt,
  (SELECT count(*) FROM message WHERE conversation_id = conversation.id AND hidden = 0) AS messages,
  ${imagesOf('SELECT id FROM message WHERE conversation_id = conversation.id AND hidden = 0')} AS images
  FROM conversation WHERE deleted_at IS NOT NULL`;

const BELOW = `WITH RECURSIVE below (id, conversation_id) AS (
  SELECT removed.id, removed.conversation_id
  UNION ALL
  SELECT message.id, message.conversation_id FROM below JOIN message
    ON message.conversation_id = below.conversation_id AND message.parent_id = below.id AND message.hidden = 1
) SELECT`;

/** Branches removed within removed ones are listed once those are restored. */
const BRANCHES = `SELECT 'branch' AS kind, removed.id, conversation.title, removed.removed_at AS removedAt,
  coalesce((SELECT substr(text, 1, 160) FROM part WHERE message_id = removed.id AND kind = 'text'
    ORDER BY position LIMIT 1), '') AS excerpt,
  (${BELOW} count(*) FROM below) AS messages,
  ${imagesOf(`${BELOW} id FROM below`)} AS images
  FROM message AS removed JOIN conversation ON conversation.id = removed.conversation_id
  WHERE removed.removed_at IS NOT NULL AND removed.hidden = 1 AND conversation.deleted_at IS NULL`;

const PROMPTS = `SELECT 'prompt' AS kind, id, title, substr(text, 1, 160) AS excerpt, 0 AS messages,
  deleted_at AS removedAt, '[]' AS images FROM prompt WHERE deleted_at IS NOT NULL`;

/** What was deleted and can be restored: conversations, branches, prompts, replaced pictures. */
export class Trash {
  constructor(private readonly database: WritableDatabase) {}

  /** The most recently removed first. */
  list(): TrashEntry[] {
    const deleted = [CONVERSATIONS, BRANCHES, PROMPTS]
      .flatMap((sql) => this.database.all<TrashRow>(sql))
      .map(({ images, ...row }) => ({ ...row, images: JSON.parse(images) as string[] }));
    return [...deleted, ...listReplaced(this.database)].sort((a, b) => b.removedAt - a.removedAt);
  }

  /** Removes one thing for good. Its files go with the next sweep of unused ones. */
  remove({ kind, id }: Key): void {
    if (kind === 'picture') {
      forgetReplaced(this.database, id);
      return;
    }
    const found = this.database.get(
      {
        conversation: 'SELECT 1 FROM conversation WHERE id = ? AND deleted_at IS NOT NULL',
        branch: 'SELECT 1 FROM message WHERE id = ? AND removed_at IS NOT NULL',
        prompt: 'SELECT 1 FROM prompt WHERE id = ? AND deleted_at IS NOT NULL',
      }[kind],
      id,
    );
    if (!found) throw new AppError('missing', t('store.notInBin'));
    if (kind === 'conversation') purgeConversations(this.database, [id]);
    else if (kind === 'branch') purgeBranches(this.database, [id]);
    else this.database.run('DELETE FROM prompt WHERE id = ?', id);
  }

  /**
   * Removes for good what was put here before a time (milliseconds since 1970), and the pictures that
   * steps of before that time replaced.
   */
  sweep(before: number): void {
    const ids = (sql: string): string[] =>
      this.database.all<{ id: string }>(sql, before).map(({ id }) => id);
    this.database.transaction(() => {
      purgeConversations(this.database, ids('SELECT id FROM conversation WHERE deleted_at < ?'));
      purgeBranches(this.database, ids('SELECT id FROM message WHERE removed_at < ?'));
      this.database.run('DELETE FROM prompt WHERE deleted_at < ?', before);
      this.database.run(`DELETE FROM step WHERE kind = 'decode' AND created_at < ?`, before);
    });
  }
}
