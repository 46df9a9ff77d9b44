import type { WritableDatabase } from './connection';
import { insertAttachments, readAttachments } from './attachments';
import type { Draft } from '../../shared/attachment';

/** What was typed and attached but not sent, for each conversation. */
export class Drafts {
  constructor(private readonly database: WritableDatabase) {}

  get(conversationId: string): Draft {
    const row = this.database.get<{ text: string }>(
      'SELECT text FROM draft WHERE conversation_id = ?',
      conversationId,
    );
    return {
      text: row?.text ?? '',
      images: readAttachments(this.database, 'draft', conversationId),
    };
  }

  /** Saves a draft in place of the one before; an empty one removes it. */
  save(conversationId: string, draft: Draft): void {
    this.database.transaction(() => {
      this.database.run('DELETE FROM draft WHERE conversation_id = ?', conversationId);
      if (draft.text === '' && draft.images.length === 0) return;
      this.database.run(
        'INSERT INTO draft (conversation_id, text) VALUES (?, ?)',
        conversationId,
        draft.text,
      );
      insertAttachments(this.database, 'draft', conversationId, draft.images);
    });
  }
}
