import { randomUUID } from 'node:crypto';
import type { ReadableDatabase, WritableDatabase } from './connection';
import { t } from '../../shared/i18n/translate';
import { AppError } from '../../shared/ipc/errors';
import type { Conversation } from '../../shared/message';

interface ConversationRow extends Omit<Conversation, 'pinned' | 'archived' | 'tags'> {
  readonly pinned: number;
  readonly archived: number;
  /** JSON list. */
  readonly tags: string;
}

/** How far ahead (milliseconds) a time may be, since clocks are adjusted. */
const AHEAD = 24 * 60 * 60 * 1000;

/**
 * SQL of the time of the last change. One in the future means nothing and would keep its
 * conversation at the top for ever, so the time of its creation is used instead.
 */
export function changedAt(): string {
  const now = Date.now() + AHEAD;
  return `CASE WHEN updated_at <= ${now} THEN updated_at WHEN created_at <= ${now} THEN created_at ELSE 0 END`;
}

const select = (): string => `SELECT id, title, pinned, system_prompt AS systemPrompt,
  leaf_id AS leafId, min(created_at, ${Date.now() + AHEAD}) AS createdAt,
  ${changedAt()} AS updatedAt, archived, folder,
  (SELECT json_group_array(tag) FROM (SELECT tag FROM conversation_tag
    WHERE conversation_id = conversation.id ORDER BY tag)) AS tags FROM conversation`;

const conversationOf = (row: ConversationRow): Conversation => ({
  ...row,
  pinned: row.pinned === 1,
  archived: row.archived === 1,
  tags: JSON.parse(row.tags) as string[],
});

/** Reads the list of conversations, without deleted ones. */
class ConversationReader {
  constructor(private readonly reader: ReadableDatabase) {}

  /** Pinned first, then by the last change, newest first. */
  list(): Conversation[] {
    return this.reader
      .all<ConversationRow>(
        `${select()} WHERE deleted_at IS NULL ORDER BY pinned DESC, updatedAt DESC, id`,
      )
      .map(conversationOf);
  }

  /** @throws AppError `missing` */
  get(id: string): Conversation {
    const found = this.find(id);
    if (!found) throw new AppError('missing', t('store.conversationGone'));
    return found;
  }

  /** A conversation that may be gone. */
  find(id: string): Conversation | undefined {
    const row = this.reader.get<ConversationRow>(
      `${select()} WHERE id = ? AND deleted_at IS NULL`,
      id,
    );
    return row && conversationOf(row);
  }
}

/** The list of conversations. */
export class Conversations extends ConversationReader {
  constructor(private readonly database: WritableDatabase) {
    super(database);
  }

  create(): Conversation {
    const id = randomUUID();
    const now = Date.now();
    this.database.run(
      `INSERT INTO conversation (id, title, created_at, updated_at) VALUES (?, '', ?, ?)`,
      id,
      now,
      now,
    );
    return this.get(id);
  }

  /** Sets the title that the person chose; no model changes it after that. */
  rename(id: string, title: string): Conversation {
    return this.change(id, `title_by = 'person', title = ?`, title);
  }

  /** Whether the title is just the first words, so that a model may suggest a better one. */
  titleIsOpen(id: string): boolean {
    return (
      this.database.get(
        `SELECT 1 FROM conversation WHERE id = ? AND title_by = 'words' AND deleted_at IS NULL`,
        id,
      ) !== undefined
    );
  }

  /** Gives a conversation a model's title, unless the person chose one meanwhile. */
  titleByModel(id: string, title: string): boolean {
    const changed = this.database.run(
      `UPDATE conversation SET title_by = 'model', title = ? WHERE id = ? AND title_by = 'words'`,
      title,
      id,
    );
    return changed === 1;
  }

  archive(id: string, archived: boolean): Conversation {
    return this.change(id, 'archived = ?', archived ? 1 : 0);
  }

  /** Puts a conversation into a folder (empty for none) and under tags. */
  organise(id: string, folder: string, tags: readonly string[]): Conversation {
    return this.database.transaction(() => {
      this.change(id, 'folder = ?', folder);
      this.database.run('DELETE FROM conversation_tag WHERE conversation_id = ?', id);
      for (const tag of new Set(tags)) {
        this.database.run(
          'INSERT INTO conversation_tag (conversation_id, tag) VALUES (?, ?)',
          id,
          tag,
        );
      }
      return this.get(id);
    });
  }

  /** Gives a title to a conversation that has none yet. */
  titleIfNone(id: string, title: string): void {
    this.database.run(`UPDATE conversation SET title = ? WHERE id = ? AND title = ''`, title, id);
  }

  pin(id: string, pinned: boolean): Conversation {
    return this.change(id, 'pinned = ?', pinned ? 1 : 0);
  }

  setSystemPrompt(id: string, systemPrompt: string): Conversation {
    return this.change(id, 'system_prompt = ?', systemPrompt);
  }

  /** Hides a conversation; it can be restored until it is swept. */
  delete(id: string): void {
    this.change(id, 'deleted_at = ?', Date.now(), true);
  }

  restore(id: string): Conversation {
    const changed = this.database.run('UPDATE conversation SET deleted_at = NULL WHERE id = ?', id);
    if (changed === 0) {
      throw new AppError('missing', t('store.conversationRemoved'));
    }
    return this.get(id);
  }

  /** Makes a message the end of the branch shown (null for none), and remembers it as the last one. */
  setLeaf(id: string, leafId: string | null): Conversation {
    return this.database.transaction(() => {
      if (leafId === null) return this.change(id, 'leaf_id = ?', null);
      const changed = this.database.run(
        `UPDATE message
         SET shown = (SELECT max(shown) + 1 FROM message WHERE conversation_id = ?)
         WHERE id = ? AND conversation_id = ? AND hidden = 0`,
        id,
        leafId,
        id,
      );
      if (changed !== 1) {
        throw new AppError('missing', t('store.messageGone'));
      }
      return this.change(id, 'leaf_id = ?', leafId);
    });
  }

  /** Notes that something was written in a conversation, which brings it to the top of the list. */
  touch(id: string): void {
    this.database.run('UPDATE conversation SET updated_at = ? WHERE id = ?', Date.now(), id);
  }

  private change(
    id: string,
    assignment: string,
    value: string | number | null,
    gone?: false,
  ): Conversation;
  private change(
    id: string,
    assignment: string,
    value: string | number | null,
    gone: true,
  ): undefined;
  private change(
    id: string,
    assignment: string,
    value: string | number | null,
    gone = false,
  ): Conversation | undefined {
    const changed = this.database.run(
      `UPDATE conversation SET ${assignment} WHERE id = ? AND deleted_at IS NULL`,
      value,
      id,
    );
    if (changed === 0) throw new AppError('missing', t('store.conversationGone'));
    return gone ? undefined : this.get(id);
  }
}
