import { randomUUID } from 'node:crypto';
import type { WritableDatabase } from './connection';
import { insertAttachments, readAttachments } from './attachments';
import type { QueuedQuestion } from '../../shared/attachment';
import { t } from '../../shared/i18n/translate';
import { AppError } from '../../shared/ipc/errors';
import type { RegionPart } from '../../shared/message';

/** A question that waits, with its place in the tree. */
export interface WaitingQuestion extends QueuedQuestion {
  readonly parentId: string | null;
  /** Whether it goes to the end that the branch below `parentId` has when its turn comes. */
  readonly follows: boolean;
}

interface QueueRow extends Omit<
  WaitingQuestion,
  'follows' | 'images' | 'framesPerSecond' | 'region' | 'again'
> {
  readonly follows: number;
  readonly framesPerSecond: number | null;
  readonly again: string | null;
}

const SELECT = `SELECT id, conversation_id AS conversationId, parent_id AS parentId, follows, text, think, answer,
  frames_per_second AS framesPerSecond, again FROM queued_question`;

/** Questions whose place in the tree is visible; those below removed messages keep waiting. */
const PLACED = `(parent_id IS NULL OR parent_id IN (SELECT id FROM message WHERE hidden = 0))
  AND (again IS NULL OR again IN (SELECT id FROM message WHERE hidden = 0))`;

/** Questions that wait for the running answer to end, over all conversations; first in, first out. */
export class Queue {
  constructor(private readonly database: WritableDatabase) {}

  /** The question whose turn is next; those of deleted conversations keep waiting. */
  first(): WaitingQuestion | undefined {
    const row = this.database.get<QueueRow>(
      `${SELECT} WHERE conversation_id IN (SELECT id FROM conversation WHERE deleted_at IS NULL)
         AND ${PLACED}
       ORDER BY number LIMIT 1`,
    );
    return row && this.complete(row);
  }

  /** Waiting questions of a conversation, as the window shows them. */
  list(conversationId: string): QueuedQuestion[] {
    return this.database
      .all<QueueRow>(
        `${SELECT} WHERE conversation_id = ? AND ${PLACED} ORDER BY number`,
        conversationId,
      )
      .map((row) => {
        const { parentId: _, follows: __, ...question } = this.complete(row);
        return question;
      });
  }

  /** @throws AppError `missing` when its turn has come meanwhile */
  get(id: string): WaitingQuestion {
    const row = this.database.get<QueueRow>(`${SELECT} WHERE id = ?`, id);
    if (!row) throw new AppError('missing', t('store.notWaiting'));
    return this.complete(row);
  }

  add(question: Omit<WaitingQuestion, 'id'>): WaitingQuestion {
    const id = randomUUID();
    this.database.transaction(() => {
      this.database.run(
        `INSERT INTO queued_question (id, conversation_id, parent_id, follows, text, think, answer, frames_per_second, again)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        id,
        question.conversationId,
        question.parentId,
        question.follows ? 1 : 0,
        question.text,
        question.think,
        question.answer,
        question.framesPerSecond ?? null,
        question.again ?? null,
      );
      if (question.region) this.#addRegion(id, question.region);
      insertAttachments(this.database, 'queued', id, question.images);
    });
    return this.get(id);
  }

  change(id: string, text: string): WaitingQuestion {
    this.database.run('UPDATE queued_question SET text = ? WHERE id = ?', text, id);
    return this.get(id);
  }

  remove(id: string): void {
    this.database.run('DELETE FROM queued_question WHERE id = ?', id);
  }

  private complete(row: QueueRow): WaitingQuestion {
    const { framesPerSecond, follows, again, ...question } = row;
    const region = this.database.get<Omit<RegionPart, 'type'>>(
      'SELECT image, x, y, width, height, similarity FROM queued_region WHERE question_id = ?',
      row.id,
    );
    return {
      ...question,
      follows: follows === 1,
      images: readAttachments(this.database, 'queued', row.id),
      ...(again === null ? {} : { again }),
      ...(framesPerSecond === null ? {} : { framesPerSecond }),
      ...(region ? { region: { type: 'region', ...region } } : {}),
    };
  }

  #addRegion(id: string, { image, x, y, width, height, similarity }: RegionPart): void {
    this.database.run(
      `INSERT INTO queued_region (question_id, image, x, y, width, height, similarity) VALUES (?, ?, ?, ?, ?, ?, ?)`,
      id,
      image,
      x,
      y,
      width,
      height,
      similarity,
    );
  }
}
