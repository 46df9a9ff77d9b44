import { insertTruth, readTruth } from './strips';
import { readDetails } from './details';
import type { ReadableDatabase, WritableDatabase } from './connection';
import { insertPart, readParts } from './parts';
import type { ArchivedMessage, ArchivedConversation } from '../../shared/archive/schema';
import { t } from '../../shared/i18n/translate';
import { AppError } from '../../shared/ipc/errors';
import type { Finish, Message } from '../../shared/message';

interface ConversationRow {
  readonly id: string;
  readonly title: string;
  readonly pinned: number;
  readonly systemPrompt: string;
  readonly leafId: string | null;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly archived: number;
  readonly folder: string;
  readonly deletedAt: number | null;
}

interface MessageRow extends Pick<Message, 'id' | 'parentId' | 'role' | 'createdAt'> {
  readonly shown: number;
  readonly finish: Finish | null;
  readonly error: string | null;
  readonly details: string | null;
  readonly name: string;
}

/** Sentence of an answer that was still being written when it was exported. */
export const unfinished = (): string => t('store.unfinished');

/** A conversation whole, as an archive holds it: every branch, oldest message first. */
export function readWhole(
  database: ReadableDatabase,
  id: string,
): ArchivedConversation & { readonly deleted: boolean } {
  const row = database.get<ConversationRow>(
    `SELECT id, title, pinned, system_prompt AS systemPrompt, leaf_id AS leafId,
       created_at AS createdAt, updated_at AS updatedAt, archived, folder, deleted_at AS deletedAt
     FROM conversation WHERE id = ?`,
    id,
  );
  if (!row) throw new AppError('missing', t('store.conversationGone'));
  const tags = database.all<{ tag: string }>(
    'SELECT tag FROM conversation_tag WHERE conversation_id = ? ORDER BY tag',
    id,
  );
  const rows = database.all<MessageRow>(
    `SELECT id, parent_id AS parentId, role, created_at AS createdAt, shown, finish, error, details, name
     FROM message WHERE conversation_id = ? AND hidden = 0 ORDER BY number`,
    id,
  );
  const parts = readParts(
    database,
    rows.map((message) => message.id),
  );
  const truth = readTruth(database, id);
  const { deletedAt, pinned, archived, ...rest } = row;
  return {
    ...rest,
    pinned: pinned === 1,
    archived: archived === 1,
    tags: tags.map(({ tag }) => tag),
    messages: rows.map((message) => {
      const trueFrames = truth.get(message.id);
      return {
        ...messageOf(message),
        parts: parts.get(message.id) ?? [],
        ...(trueFrames ? { trueFrames } : {}),
      };
    }),
    deleted: deletedAt !== null,
  };
}

function messageOf({ details, finish, error, ...row }: MessageRow): Omit<ArchivedMessage, 'parts'> {
  const running = finish === 'running';
  return {
    ...row,
    finish: finish === 'running' ? 'error' : finish,
    error: running ? unfinished() : error,
    details: readDetails(details),
  };
}

/**
 * Adds a whole conversation; its ids must be free, its pictures and tokens kept. Within a
 * transaction of the caller it is all or nothing.
 */
export function insertWhole(database: WritableDatabase, conversation: ArchivedConversation): void {
  const { id, title, pinned, systemPrompt, leafId, createdAt, updatedAt } = conversation;
  database.transaction(() => {
    database.run(
      `INSERT INTO conversation (id, title, title_by, pinned, system_prompt, leaf_id, created_at,
         updated_at, archived, folder) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      id,
      title,
      // An imported title stays as it is.
      title === '' ? 'words' : 'person',
      pinned ? 1 : 0,
      systemPrompt,
      leafId,
      createdAt,
      updatedAt,
      conversation.archived ? 1 : 0,
      conversation.folder,
    );
    for (const tag of conversation.tags) {
      database.run('INSERT INTO conversation_tag (conversation_id, tag) VALUES (?, ?)', id, tag);
    }
    for (const message of conversation.messages) insertMessage(database, id, message);
  });
}

function insertMessage(
  database: WritableDatabase,
  conversationId: string,
  message: ArchivedMessage,
): void {
  const { id, parentId, role, createdAt, shown, finish, error, details, name, parts } = message;
  database.run(
    `INSERT INTO message (id, conversation_id, parent_id, role, created_at, shown, finish, error, details, name)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    id,
    conversationId,
    parentId,
    role,
    createdAt,
    shown,
    finish,
    error,
    details && JSON.stringify(details),
    name,
  );
  parts.forEach((part, position) => insertPart(database, id, position, part));
  insertTruth(database, id, message.trueFrames ?? []);
}
