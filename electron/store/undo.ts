import type { Conversations } from './conversations';
import type { WritableDatabase } from './connection';
import type { Messages } from './messages';
import { bringBranchBack, removeBranch } from './deletion';
import { holdFiles, replacedPicture } from './replacedImages';
import type { StepKind, UndoState, UndoneStep } from '../../shared/ipc/tree';
import { imagePartSchema, type ImagePart } from '../../shared/message';

interface StepRow {
  readonly number: number;
  readonly conversationId: string;
  readonly kind: StepKind;
  readonly messageId: string | null;
  readonly leafBefore: string | null;
  readonly otherId: string | null;
  readonly part: number | null;
  readonly before: string | null;
  readonly after: string | null;
}

interface NewStep {
  readonly conversationId: string;
  readonly kind: StepKind;
  readonly messageId?: string;
  readonly leafBefore?: string | null;
  readonly otherId?: string;
  readonly pictures?: {
    readonly part: number;
    readonly before: ImagePart;
    readonly after: ImagePart;
  };
}

const SELECT = `SELECT step.number, step.conversation_id AS conversationId, step.kind,
  step.message_id AS messageId, step.leaf_before AS leafBefore, step.other_id AS otherId,
  step.part, step.before, step.after
  FROM step JOIN conversation ON conversation.id = step.conversation_id`;

/** Steps of one conversation, and deletions of any conversation. */
const WITHIN = `((step.kind <> 'deleteConversation' AND step.conversation_id = ? AND conversation.deleted_at IS NULL)
  OR (step.kind = 'deleteConversation' AND (conversation.deleted_at IS NULL) = step.undone))`;

/**
 * The steps of all conversations, kept with them: what a person did to a tree can be undone and done
 * again, also after a restart. A step removes nothing: branches are only hidden.
 */
export class UndoHistory {
  constructor(
    private readonly database: WritableDatabase,
    private readonly conversations: Conversations,
    private readonly messages: Messages,
  ) {}

  /** Notes that a message began a new branch; `leafBefore` is the end of the branch shown before. */
  branched(kind: 'branch' | 'again', messageId: string, leafBefore: string | null): void {
    const { conversationId } = this.messages.get(messageId);
    this.#add({ conversationId, kind, messageId, leafBefore });
  }

  /** Hides a message and all that follows it. */
  delete(messageId: string): void {
    this.#remove('delete', messageId);
  }

  /** Hides a branch that has become a conversation of its own. */
  move(messageId: string, otherId: string): void {
    this.#remove('move', messageId, otherId);
  }

  /** Brings a removed branch back from the trash. */
  restore(messageId: string): void {
    this.database.transaction(() => {
      const { conversationId } = this.messages.get(messageId);
      const { leafId } = this.conversations.get(conversationId);
      bringBranchBack(this.database, messageId);
      this.#add({ conversationId, kind: 'restore', messageId, leafBefore: leafId });
      this.#show(conversationId, messageId);
    });
  }

  /** Replaces a picture by another drawing of the same visual tokens. */
  decode(messageId: string, part: number, after: ImagePart): void {
    this.database.transaction(() => {
      const { conversationId, parts } = this.messages.get(messageId);
      const before = imagePartSchema.parse(parts[part]);
      this.messages.replacePicture(messageId, part, after);
      this.#add({ conversationId, kind: 'decode', messageId, pictures: { part, before, after } });
    });
  }

  /** Puts a picture from the trash back where another drawing replaced it. */
  restorePicture(id: string): string {
    return this.database.transaction(() => {
      const { messageId, part, picture } = replacedPicture(this.database, id);
      this.decode(messageId, part, picture);
      return this.messages.get(messageId).conversationId;
    });
  }

  /** Takes a conversation out of the list. */
  deleteConversation(conversationId: string): void {
    this.database.transaction(() => {
      this.conversations.delete(conversationId);
      this.#add({ conversationId, kind: 'deleteConversation' });
    });
  }

  /** Brings a conversation back from the trash. */
  restoreConversation(conversationId: string): void {
    this.database.transaction(() => {
      this.conversations.restore(conversationId);
      this.database.run(
        `UPDATE step SET undone = 1, moved = ${NEXT} WHERE conversation_id = ? AND undone = 0
         AND kind = 'deleteConversation'`,
        conversationId,
      );
    });
  }

  /** What would be undone and redone next in an open conversation, or with none open. */
  state(conversationId: string | null): UndoState {
    return {
      undo: this.#next(conversationId, 0)?.kind ?? null,
      redo: this.#next(conversationId, 1)?.kind ?? null,
    };
  }

  /** Undoes the last step of a conversation, or the last deletion of one if that came later. */
  undo(conversationId: string | null): UndoneStep | null {
    return this.#turn(conversationId, 0);
  }

  /** Does again what was undone last. */
  redo(conversationId: string | null): UndoneStep | null {
    return this.#turn(conversationId, 1);
  }

  #turn(conversationId: string | null, undone: 0 | 1): UndoneStep | null {
    return this.database.transaction(() => {
      const step = this.#next(conversationId, undone);
      if (!step) return null;
      this.#apply(step, undone === 1);
      this.database.run(
        `UPDATE step SET undone = ?, moved = ${NEXT} WHERE number = ?`,
        1 - undone,
        step.number,
      );
      const { kind, messageId } = step;
      return { kind, conversationId: step.conversationId, messageId };
    });
  }

  #next(conversationId: string | null, undone: 0 | 1): StepRow | undefined {
    return this.database.get<StepRow>(
      `${SELECT} WHERE step.undone = ? AND step.moved > 0 AND ${WITHIN} ORDER BY step.moved DESC LIMIT 1`,
      undone,
      conversationId,
    );
  }

  #apply(step: StepRow, forward: boolean): void {
    const { kind, conversationId, messageId, leafBefore, otherId } = step;
    if (messageId === null) {
      if (forward) this.conversations.delete(conversationId);
      else this.conversations.restore(conversationId);
      return;
    }
    if (kind === 'decode') {
      const picture = imagePartSchema.parse(JSON.parse((forward ? step.after : step.before) ?? ''));
      this.messages.replacePicture(messageId, step.part ?? 0, picture);
      this.#show(conversationId, messageId);
      return;
    }
    const adds = kind === 'branch' || kind === 'again' || kind === 'restore';
    if (adds === forward) {
      bringBranchBack(this.database, messageId);
      this.#show(conversationId, adds ? messageId : leafBefore);
    } else {
      removeBranch(this.database, messageId);
      this.#show(conversationId, adds ? leafBefore : this.messages.get(messageId).parentId);
    }
    if (kind === 'move' && otherId !== null) this.#turnOther(otherId, forward);
  }

  /** The conversation that a moved branch became is deleted and restored with the step. */
  #turnOther(id: string, there: boolean): void {
    this.database.run(
      'UPDATE conversation SET deleted_at = ? WHERE id = ?',
      there ? null : Date.now(),
      id,
    );
  }

  #remove(kind: 'delete' | 'move', messageId: string, otherId?: string): void {
    this.database.transaction(() => {
      const { conversationId, parentId } = this.messages.get(messageId);
      const { leafId } = this.conversations.get(conversationId);
      removeBranch(this.database, messageId);
      const other = otherId === undefined ? {} : { otherId };
      this.#add({ conversationId, kind, messageId, leafBefore: leafId, ...other });
      this.#show(conversationId, parentId);
    });
  }

  /** Shows the branch through a message if that is visible, otherwise the one shown last. */
  #show(conversationId: string, messageId: string | null): void {
    const { leafId } = this.conversations.get(conversationId);
    const through = messageId !== null && this.messages.isVisible(messageId) ? messageId : null;
    if (leafId !== null && through !== null && this.#isEnd(conversationId, leafId)) {
      if (this.messages.isOnBranch(leafId, through)) return;
    }
    const leaf =
      through === null ? this.messages.lastShown(conversationId) : this.messages.leafBelow(through);
    if (leaf !== leafId) this.conversations.setLeaf(conversationId, leaf);
  }

  #isEnd(conversationId: string, leafId: string): boolean {
    return this.messages.isVisible(leafId) && this.messages.isLeaf(conversationId, leafId);
  }

  /** Adds a new step; what was undone before it in the same place cannot be redone any more. */
  #add({ conversationId, kind, messageId, leafBefore, otherId, pictures }: NewStep): void {
    this.database.transaction(() => {
      if (kind === 'deleteConversation') {
        this.database.run(`DELETE FROM step WHERE undone = 1 AND kind = 'deleteConversation'`);
      } else {
        // A picture that was drawn again and undone stays in the trash, out of the order of steps.
        this.database.run(
          `UPDATE step SET moved = -1 WHERE undone = 1 AND conversation_id = ? AND kind = 'decode'`,
          conversationId,
        );
        this.database.run(
          `DELETE FROM step WHERE undone = 1 AND conversation_id = ?
             AND kind NOT IN ('deleteConversation', 'decode')`,
          conversationId,
        );
      }
      this.database.run(
        `INSERT INTO step (conversation_id, kind, moved, created_at, message_id, leaf_before, other_id,
           part, before, after) VALUES (?, ?, ${NEXT}, ?, ?, ?, ?, ?, ?, ?)`,
        conversationId,
        kind,
        Date.now(),
        messageId ?? null,
        leafBefore ?? null,
        otherId ?? null,
        pictures?.part ?? null,
        pictures ? JSON.stringify(pictures.before) : null,
        pictures ? JSON.stringify(pictures.after) : null,
      );
      if (!pictures) return;
      const newest = this.database.get<{ number: number }>(
        'SELECT max(number) AS number FROM step',
      );
      holdFiles(this.database, newest?.number ?? 0, [pictures.before, pictures.after]);
    });
  }
}

// Steps out of the order have -1, and may be all there are.
const NEXT = '(SELECT max(coalesce(max(moved), 0), 0) + 1 FROM step)';
