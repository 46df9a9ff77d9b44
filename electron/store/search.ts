import type { ReadableDatabase } from './driver';

/** A message whose words were found. */
export interface Found {
  readonly conversationId: string;
  readonly messageId: string;
  /** Words around the place found; the words sought stand between U+0002 and U+0003. */
  readonly excerpt: string;
}

/** Writes what a person typed as a query of FTS5: every word, the last ones perhaps unfinished. */
function queryOf(words: string): string {
  const found = words.match(/[\p{L}\p{N}]+/gu) ?? [];
  return found.map((word) => `"${word}"*`).join(' ');
}

/** Full-text search over the words of all conversations that are not deleted. */
export class Search {
  constructor(private readonly reader: ReadableDatabase) {}

  /** Messages that hold all the words (or words that begin so), best first. */
  find(words: string, limit = 50): Found[] {
    const query = queryOf(words);
    if (query === '') return [];
    return this.reader.all<Found>(
      `SELECT message.conversation_id AS conversationId, message.id AS messageId,
         snippet(part_text, 0, char(2), char(3), '…', 16) AS excerpt
       FROM part_text
       JOIN part ON part.id = part_text.rowid
       JOIN message ON message.id = part.message_id
       JOIN conversation ON conversation.id = message.conversation_id AND conversation.deleted_at IS NULL
       WHERE part_text MATCH ? ORDER BY part_text.rank LIMIT ?`,
      query,
      limit,
    );
  }
}
