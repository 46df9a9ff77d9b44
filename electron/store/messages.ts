import { randomUUID } from 'node:crypto';
import { readDetails } from './details';
import type { ReadableDatabase, WritableDatabase } from './connection';
import { groupBy } from './group';
import { appendText, insertPart, readParts, replacePicture } from './parts';
import { t } from '../../shared/i18n/translate';
import { AppError } from '../../shared/ipc/errors';
import type { ImagePart, Part, Finish, AnswerDetails, Message } from '../../shared/message';

interface MessageRow {
  readonly id: string;
  readonly conversationId: string;
  readonly parentId: string | null;
  readonly role: Message['role'];
  readonly createdAt: number;
  readonly finish: Finish | null;
  readonly error: string | null;
  readonly details: string | null;
  readonly name: string;
}

const COLUMNS = `message.id, message.conversation_id AS conversationId, message.parent_id AS parentId,
  message.role, message.created_at AS createdAt, message.finish, message.error, message.details,
  message.name`;

/** Whether no visible message follows a message. */
const ENDS = `NOT EXISTS (SELECT 1 FROM message AS child
  WHERE child.conversation_id = message.conversation_id AND child.parent_id = message.id
    AND child.hidden = 0)`;

/** How much of a branch is wanted from its end. */
export interface BranchEnd {
  /** At least this many messages, if there are that many. */
  readonly least: number;
  /** A message of the branch that must be among them, with a few before it. */
  readonly through?: string | undefined;
}

/** Messages loaded before the one that is jumped to, so that loading more does not scroll it away. */
const BEFORE = 40;

export interface NewMessage {
  readonly conversationId: string;
  readonly parentId: string | null;
  readonly role: Message['role'];
  readonly parts: readonly Part[];
}

/** How many depths are remembered, and how far below one that is known a message is looked for. */
const MOST_DEPTHS = 1000;
const NEAR = 16;

/** Sentence of an answer that was being written when the program ended without warning. */
export const interrupted = (): string => t('store.interrupted');

/** Reads the tree of messages; messages of removed branches are only found by their ids. */
class MessageReader {
  /** Depths that were counted; a message never gets another parent. */
  readonly #depths = new Map<string, number>();

  constructor(private readonly reader: ReadableDatabase) {}

  /** @throws AppError `missing` */
  get(id: string): Message {
    const message = this.find(id);
    if (!message) throw new AppError('missing', t('store.messageGone'));
    return message;
  }

  /** A message that may be gone. */
  find(id: string): Message | undefined {
    return this.complete(
      this.reader.all<MessageRow>(`SELECT ${COLUMNS} FROM message WHERE id = ?`, id),
    )[0];
  }

  /**
   * Messages of a conversation, of all its branches, oldest first.
   *
   * @param only ids of those that are wanted; all unless given
   */
  all(conversationId: string, only?: readonly string[]): Message[] {
    return this.complete(
      this.reader.all<MessageRow>(
        `SELECT ${COLUMNS} FROM message WHERE conversation_id = ? AND hidden = 0
           AND (? IS NULL OR id IN (SELECT value FROM json_each(?))) ORDER BY number`,
        conversationId,
        ...[only, only].map((ids) => (ids === undefined ? null : JSON.stringify(ids))),
      ),
    );
  }

  /** Where a picture was drawn: the newest answer that shows it in a conversation not deleted. */
  drawn(image: string): { conversationId: string; messageId: string; part: number } | undefined {
    return this.reader.get(
      `SELECT message.conversation_id AS conversationId, message.id AS messageId, part.position AS part
       FROM picture JOIN part ON part.id = picture.part_id JOIN message ON message.id = part.message_id
         JOIN conversation ON conversation.id = message.conversation_id
       WHERE picture.image = ? AND message.role = 'assistant' AND message.hidden = 0
         AND conversation.deleted_at IS NULL
       ORDER BY message.number DESC LIMIT 1`,
      image,
    );
  }

  /** Messages from the root to `leafId`; none for null. */
  branch(leafId: string | null): Message[] {
    if (leafId === null) return [];
    const rows = this.reader.all<MessageRow>(
      `WITH RECURSIVE branch (id, parent_id, depth) AS (
         SELECT id, parent_id, 0 FROM message WHERE id = ?
         UNION ALL
         SELECT message.id, message.parent_id, depth + 1
         FROM branch JOIN message ON message.id = branch.parent_id
       )
       SELECT ${COLUMNS} FROM branch JOIN message ON message.id = branch.id ORDER BY depth DESC`,
      leafId,
    );
    return this.complete(rows);
  }

  /** How many messages there are from the root to a message, itself included; 0 for null. */
  depth(leafId: string | null): number {
    if (leafId === null) return 0;
    const depth = this.#knownDepth(leafId) ?? this.#countDepth(leafId);
    if (this.#depths.size >= MOST_DEPTHS) this.#depths.clear();
    this.#depths.set(leafId, depth);
    return depth;
  }

  /** The depth of a message that lies a few below one whose depth is known. */
  #knownDepth(leafId: string): number | undefined {
    let id = leafId;
    for (let below = 0; below < NEAR; below += 1) {
      const known = this.#depths.get(id);
      if (known !== undefined) return known + below;
      const row = this.reader.get<{ parent: string | null }>(
        'SELECT parent_id AS parent FROM message WHERE id = ?',
        id,
      );
      if (!row?.parent) return undefined;
      id = row.parent;
    }
    return undefined;
  }

  #countDepth(leafId: string): number {
    const row = this.reader.get<{ depth: number }>(
      `WITH RECURSIVE branch (id) AS (
         SELECT ?
         UNION ALL
         SELECT message.parent_id FROM branch JOIN message ON message.id = branch.id
         WHERE message.parent_id IS NOT NULL
       )
       SELECT count(id) AS depth FROM branch`,
      leafId,
    );
    return row?.depth ?? 0;
  }

  /** The last messages of the branch that ends at `leafId`, in order; none for null. */
  branchEnd(leafId: string | null, { least, through }: BranchEnd): Message[] {
    if (leafId === null) return [];
    const up = `WITH RECURSIVE branch (id, parent_id, depth) AS (
      SELECT id, parent_id, 1 FROM message WHERE id = ?
      UNION ALL
      SELECT message.id, message.parent_id, depth + 1
      FROM branch JOIN message ON message.id = branch.parent_id
    )`;
    const found =
      through === undefined
        ? undefined
        : this.reader.get<{ depth: number }>(
            `${up} SELECT depth FROM branch WHERE id = ?`,
            leafId,
            through,
          );
    const most = Math.max(least, found ? found.depth + BEFORE : 0);
    return this.complete(
      this.reader.all<MessageRow>(
        `${up.replace(/\)$/, 'LIMIT ?)')} SELECT ${COLUMNS} FROM branch
         JOIN message ON message.id = branch.id ORDER BY depth DESC`,
        leafId,
        most,
      ),
    );
  }

  /** The leaf below a message that was shown last; the newest among those never shown. */
  leafBelow(id: string): string {
    const row = this.reader.get<{ id: string }>(
      `WITH RECURSIVE below (id) AS (
         SELECT id FROM message WHERE id = ? AND hidden = 0
         UNION ALL
         SELECT message.id FROM below JOIN message ON message.parent_id = below.id AND message.hidden = 0
           AND message.conversation_id = (SELECT conversation_id FROM message WHERE id = below.id)
       )
       SELECT message.id FROM below JOIN message ON message.id = below.id WHERE ${ENDS}
       ORDER BY message.shown DESC, message.number DESC LIMIT 1`,
      id,
    );
    if (!row) throw new AppError('missing', t('store.messageGone'));
    return row.id;
  }

  /** The end of the branch that a conversation showed last; null when no message is visible. */
  lastShown(conversationId: string): string | null {
    const row = this.reader.get<{ id: string }>(
      `SELECT id FROM message WHERE conversation_id = ? AND hidden = 0 AND ${ENDS}
       ORDER BY shown DESC, number DESC LIMIT 1`,
      conversationId,
    );
    return row?.id ?? null;
  }

  /** Whether a message is another one or one of its ancestors. */
  isOnBranch(leafId: string, id: string): boolean {
    return (
      this.reader.get(
        `WITH RECURSIVE branch (id, parent_id) AS (
           SELECT id, parent_id FROM message WHERE id = ?
           UNION ALL
           SELECT message.id, message.parent_id FROM branch JOIN message ON message.id = branch.parent_id
         )
         SELECT 1 FROM branch WHERE id = ?`,
        leafId,
        id,
      ) !== undefined
    );
  }

  /** Whether a message exists and neither it nor its conversation was removed. */
  isVisible(id: string): boolean {
    return (
      this.reader.get(
        `SELECT 1 FROM message JOIN conversation ON conversation.id = message.conversation_id
         WHERE message.id = ? AND message.hidden = 0 AND conversation.deleted_at IS NULL`,
        id,
      ) !== undefined
    );
  }

  /** Whether nothing follows a message; for null whether the conversation is empty. */
  isLeaf(conversationId: string, id: string | null): boolean {
    return !this.reader.get(
      'SELECT 1 FROM message WHERE conversation_id = ? AND parent_id IS ? AND hidden = 0 LIMIT 1',
      conversationId,
      id,
    );
  }

  private complete(rows: readonly MessageRow[]): Message[] {
    const first = rows[0];
    if (!first) return [];
    const parts = readParts(
      this.reader,
      rows.map((row) => row.id),
    );
    const siblings = groupBy(
      this.reader.all<{ id: string; parentId: string | null }>(
        `SELECT id, parent_id AS parentId FROM message WHERE conversation_id = ? AND hidden = 0
           AND (parent_id IS NULL OR parent_id IN (SELECT value FROM json_each(?)))
         ORDER BY number`,
        first.conversationId,
        JSON.stringify(rows.map(({ parentId }) => parentId)),
      ),
      (row) => row.parentId,
    );
    return rows.map(({ details, ...row }) => ({
      ...row,
      parts: parts.get(row.id) ?? [],
      details: readDetails(details),
      siblings: (siblings.get(row.parentId) ?? []).map(({ id }) => id),
    }));
  }
}

/** The tree of messages; an answer is `running` from its creation until {@link finish}. */
export class Messages extends MessageReader {
  constructor(private readonly database: WritableDatabase) {
    super(database);
  }

  /**
   * Adds a message below another one (or as a root) and returns its id.
   *
   * @throws AppError `missing` when the parent is not in the conversation
   */
  add({ conversationId, parentId, role, parts }: NewMessage): string {
    const id = randomUUID();
    this.database.transaction(() => {
      const place = this.database.get(
        `SELECT 1 FROM conversation WHERE id = ? AND deleted_at IS NULL AND (? IS NULL
           OR EXISTS (SELECT 1 FROM message
             WHERE id = ? AND conversation_id = conversation.id AND hidden = 0))`,
        conversationId,
        parentId,
        parentId,
      );
      if (!place) throw new AppError('missing', t('store.placeGone'));
      this.database.run(
        `INSERT INTO message (id, conversation_id, parent_id, role, created_at, finish) VALUES (?, ?, ?, ?, ?, ?)`,
        id,
        conversationId,
        parentId,
        role,
        Date.now(),
        role === 'assistant' ? 'running' : null,
      );
      parts.forEach((part, position) => insertPart(this.database, id, position, part));
    });
    return id;
  }

  /** Adds a part at the end of a message that is being written. */
  addPart(id: string, position: number, part: Part): void {
    this.database.transaction(() => insertPart(this.database, id, position, part));
  }

  /** Writes more words at the end of the text part at a position. */
  appendText(id: string, position: number, text: string): void {
    appendText(this.database, id, position, text);
  }

  /** Replaces the picture at a position: drawn at last, or another variant chosen. */
  replacePicture(id: string, position: number, part: ImagePart): void {
    replacePicture(this.database, id, position, part);
  }

  /** Names the branch that begins at a message. */
  setName(id: string, name: string): void {
    const changed = this.database.run('UPDATE message SET name = ? WHERE id = ?', name, id);
    if (changed !== 1) throw new AppError('missing', t('store.messageGone'));
  }

  /** Ends an answer. */
  finish(
    id: string,
    finish: Exclude<Finish, 'running'>,
    error: string | null,
    details: AnswerDetails | null,
  ): void {
    this.database.run(
      `UPDATE message SET finish = ?, error = ?, details = ? WHERE id = ? AND role = 'assistant'`,
      finish,
      error,
      details && JSON.stringify(details),
      id,
    );
  }

  /** Replaces all that there is of an answer. */
  rewrite(
    id: string,
    parts: readonly Part[],
    ...ending: Parameters<Messages['finish']> extends [string, ...infer Rest] ? Rest : never
  ): void {
    this.database.transaction(() => {
      this.database.run('DELETE FROM part WHERE message_id = ?', id);
      parts.forEach((part, position) => insertPart(this.database, id, position, part));
      this.finish(id, ...ending);
    });
  }

  /** Ends the answers that are no longer being written; returns how many there were. */
  endInterrupted(): number {
    return this.database.run(
      `UPDATE message SET finish = 'error', error = ? WHERE finish = 'running'`,
      interrupted(),
    );
  }
}
