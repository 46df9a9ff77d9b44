import type { ReadableDatabase } from './connection';
import { changedAt } from './conversations';
import { areUnspaced, excerptOf, queryOf, searchTerms } from './searchTerms';
import type { FoundMessage, SearchFilters } from '../../shared/ipc/search';

/** A message whose words were found. */
export interface Found {
  readonly conversationId: string;
  readonly messageId: string;
  /** Words around the match; the words searched for are between U+0002 and U+0003. */
  readonly excerpt: string;
}

const ANY: SearchFilters = { since: null, until: null, pictures: false, tag: null };
/** Most titles that are listed before the messages. */
const MOST_TITLES = 8;

const FOUND = `message.conversation_id AS conversationId, message.id AS messageId, message.role,
  conversation.title, message.created_at AS createdAt`;

const PLACE = `JOIN message ON message.id = part.message_id
  JOIN conversation ON conversation.id = message.conversation_id AND conversation.deleted_at IS NULL`;

/** The filters of a search; its values are those of {@link narrowing}. */
const NARROWED = `message.hidden = 0 AND (? IS NULL OR message.created_at >= ?)
  AND (? IS NULL OR message.created_at < ?)
  AND (? = 0 OR EXISTS (SELECT 1 FROM part AS other JOIN picture ON picture.part_id = other.id
    WHERE other.message_id = message.id))
  AND (? IS NULL OR EXISTS (SELECT 1 FROM conversation_tag
    WHERE conversation_id = conversation.id AND tag = ?))`;

const narrowing = ({ since, until, pictures, tag }: SearchFilters) =>
  [since, since, until, until, pictures ? 1 : 0, tag, tag] as const;

/** Full-text search over the words of all conversations that are not deleted. */
export class Search {
  constructor(private readonly reader: ReadableDatabase) {}

  /** Messages that contain all the words (or words that begin with them), best first. */
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
       WHERE part_text MATCH ? AND message.hidden = 0 ORDER BY part_text.rank LIMIT ?`,
      query,
      limit,
    );
  }

  /**
   * Titles that contain all the words, then messages that do, best first, with their conversations.
   * Where no word begins with them, and for scripts without spaces, parts of words match too.
   */
  everywhere(words: string, filters: SearchFilters = ANY, limit = 60): FoundMessage[] {
    if (searchTerms(words).length === 0) return [];
    const { since, until, pictures } = filters;
    // A title has no time.
    const dated = since !== null || until !== null;
    const titles = pictures || dated ? [] : this.#titles(words, filters.tag);
    const indexed = areUnspaced(words) ? [] : this.#indexed(words, filters, limit);
    const messages = indexed.length > 0 ? indexed : this.#within(words, filters, limit);
    return [...titles, ...messages];
  }

  /** Messages by the index, best first. */
  #indexed(words: string, filters: SearchFilters, limit: number): FoundMessage[] {
    const query = queryOf(words);
    if (query === '') return [];
    return this.reader.all<FoundMessage>(
      `SELECT ${FOUND}, snippet(part_text, 0, char(2), char(3), '…', 16) AS excerpt
       FROM part_text JOIN part ON part.id = part_text.rowid ${PLACE}
       WHERE part_text MATCH ? AND ${NARROWED} ORDER BY part_text.rank LIMIT ?`,
      query,
      ...narrowing(filters),
      limit,
    );
  }

  /** Messages that contain the words anywhere, newest first; this reads every text. */
  #within(words: string, filters: SearchFilters, limit: number): FoundMessage[] {
    const sought = searchTerms(words);
    return this.reader
      .all<FoundMessage>(
        `SELECT ${FOUND}, part.text AS excerpt FROM part ${PLACE}
         WHERE part.kind = 'text' AND ${sought.map(() => 'part.text LIKE ?').join(' AND ')}
           AND ${NARROWED} ORDER BY part.id DESC LIMIT ?`,
        ...sought.map((word) => `%${word.toLowerCase()}%`),
        ...narrowing(filters),
        limit,
      )
      .map((found) => ({ ...found, excerpt: excerptOf(found.excerpt, sought) }));
  }

  #titles(words: string, tag: string | null): FoundMessage[] {
    const wanted = searchTerms(words).map((word) => word.toLowerCase());
    return this.reader
      .all<{ conversationId: string; title: string; createdAt: number }>(
        `SELECT id AS conversationId, title, ${changedAt()} AS createdAt FROM conversation
         WHERE deleted_at IS NULL AND title <> '' AND (? IS NULL OR EXISTS (SELECT 1
           FROM conversation_tag WHERE conversation_id = conversation.id AND tag = ?))
         ORDER BY createdAt DESC`,
        tag,
        tag,
      )
      .filter(({ title }) => {
        const small = title.toLowerCase();
        return wanted.every((word) => small.includes(word));
      })
      .slice(0, MOST_TITLES)
      .map((found) => ({ ...found, messageId: null, role: null, excerpt: '' }));
  }
}
