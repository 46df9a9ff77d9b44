import { randomUUID } from 'node:crypto';
import { insertWhole, readWhole } from './wholeConversation';
import type { WritableDatabase } from './connection';
import type { Messages } from './messages';
import type { PicturesKind } from '../../shared/ipc/conversations';
import type { TreeNode, OutlineNode } from '../../shared/ipc/tree';

interface NodeRow extends Omit<TreeNode, 'images'> {
  /** JSON list of hashes. */
  readonly images: string;
}

interface OutlineRow extends Omit<OutlineNode, 'message'> {
  /** Null for false. */
  readonly whole: 0 | 1 | null;
}

/** How many letters and pictures of a message the map shows. */
const EXCERPT = 160;
const MOST_IMAGES = 3;

/** The branches of conversations as a whole. */
export class Branches {
  constructor(
    private readonly database: WritableDatabase,
    private readonly messages: Messages,
  ) {}

  /** All messages of a conversation that can be seen, oldest first, as a map shows them. */
  map(conversationId: string): TreeNode[] {
    return this.database
      .all<NodeRow>(
        `SELECT id, parent_id AS parentId, role, name, created_at AS createdAt,
           coalesce((SELECT substr(text, 1, ${EXCERPT}) FROM part WHERE message_id = message.id
             AND kind = 'text' AND text <> '' ORDER BY position LIMIT 1), '') AS excerpt,
           (SELECT json_group_array(image) FROM (SELECT picture.image FROM part
             JOIN picture ON picture.part_id = part.id
             WHERE part.message_id = message.id AND picture.image IS NOT NULL
             ORDER BY part.position, picture.position LIMIT ${MOST_IMAGES})) AS images
         FROM message WHERE conversation_id = ? AND hidden = 0 ORDER BY number`,
        conversationId,
      )
      .map(({ images, ...row }) => ({ ...row, images: JSON.parse(images) as string[] }));
  }

  /**
   * All messages of a conversation that can be seen, oldest first: whole where pictures are in them,
   * in what they answer or in what answers them, and of the others only their place in the tree.
   *
   * @param pictures whether pictures by themselves or clips of frames are looked for
   */
  outline(conversationId: string, pictures: PicturesKind): OutlineNode[] {
    const nodes = this.database.all<OutlineRow>(
      `WITH seen AS (
         SELECT id, parent_id, number FROM message WHERE conversation_id = ? AND hidden = 0
       ), pictured AS MATERIALIZED (
         SELECT DISTINCT seen.id, seen.parent_id FROM seen JOIN part ON part.message_id = seen.id
         WHERE part.kind = ?
       )
       SELECT id, parent_id AS parentId, id IN (SELECT id FROM pictured)
           OR parent_id IN (SELECT id FROM pictured) OR id IN (SELECT parent_id FROM pictured) AS whole
       FROM seen ORDER BY number`,
      conversationId,
      pictures,
    );
    const whole = nodes.filter((node) => node.whole === 1).map(({ id }) => id);
    const messages = new Map(
      this.messages.all(conversationId, whole).map((message) => [message.id, message]),
    );
    return nodes.map(({ id, parentId }) => ({ id, parentId, message: messages.get(id) ?? null }));
  }

  /**
   * Copies a branch (the way to a message and all that follows it) to a conversation of its own.
   *
   * @returns its id
   */
  copy(messageId: string): string {
    return this.database.transaction(() => {
      const { conversationId } = this.messages.get(messageId);
      const leaf = this.messages.leafBelow(messageId);
      const { deleted: _, ...whole } = readWhole(this.database, conversationId);
      const wanted = new Set(this.messages.branch(messageId).map(({ id }) => id));
      const above = new Set(wanted);
      above.delete(messageId);
      // Parents come before their children.
      for (const { id, parentId } of whole.messages) {
        if (parentId !== null && wanted.has(parentId) && !above.has(parentId)) wanted.add(id);
      }
      const ids = new Map([...wanted].map((id) => [id, randomUUID() as string]));
      const renamed = (id: string | null): string | null =>
        id === null ? null : (ids.get(id) ?? null);
      const id = randomUUID();
      const messages = whole.messages.filter((message) => wanted.has(message.id));
      const { name = '' } = messages.find((message) => message.id === messageId) ?? {};
      const now = Date.now();
      insertWhole(this.database, {
        ...whole,
        id,
        title: name || whole.title,
        pinned: false,
        archived: false,
        leafId: renamed(leaf),
        createdAt: now,
        updatedAt: now,
        messages: messages.map((message) => ({
          ...message,
          id: ids.get(message.id) ?? message.id,
          parentId: renamed(message.parentId),
        })),
      });
      return id;
    });
  }
}
