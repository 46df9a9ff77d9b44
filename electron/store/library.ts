import type { ReadableDatabase } from './connection';
import { casesOf, searchTerms } from './searchTerms';
import type { LibraryPicture, LibraryFilters } from '../../shared/ipc/library';

/** Pictures of visible messages as numbered rows, each file where it appeared first. */
const FIRST = `
SELECT picture.id, picture.image, picture.width, picture.height,
  CASE WHEN rendering.picture_id IS NULL THEN 'taken' ELSE 'drawn' END AS origin,
  conversation.id AS conversationId, message.id AS messageId, conversation.title,
  message.created_at AS createdAt, coalesce(rendering.instruction, '') AS instruction,
  coalesce(rendering.package_name, '') AS packageName,
  row_number() OVER (PARTITION BY picture.image ORDER BY picture.id) AS place
FROM picture
JOIN part ON part.id = picture.part_id
JOIN message ON message.id = part.message_id
JOIN conversation ON conversation.id = message.conversation_id AND conversation.deleted_at IS NULL
LEFT JOIN rendering ON rendering.picture_id = picture.id
WHERE picture.image IS NOT NULL AND message.hidden = 0`;

const FILTERED = `WITH first AS (${FIRST})
SELECT * FROM first WHERE place = 1 AND (? IS NULL OR origin = ?)
  AND (? IS NULL OR packageName = ?)
  AND NOT EXISTS (SELECT 1 FROM json_each(?) AS word WHERE NOT EXISTS (
    SELECT 1 FROM json_each(word.value) AS written
    WHERE instr(lower(instruction || ' ' || title), lower(written.value)) > 0))`;

interface LibraryRow extends LibraryPicture {
  readonly id: number;
  readonly place: number;
}

/** All pictures that were shown or drawn in conversations that are not deleted. */
export class Library {
  constructor(private readonly reader: ReadableDatabase) {}

  /** A page of the matching pictures, newest first, and how many match in all. */
  list(
    { origin, packageName, words }: LibraryFilters,
    offset: number,
    limit = -1,
  ): { total: number; pictures: LibraryPicture[] } {
    const sought = JSON.stringify(searchTerms(words).map(casesOf));
    const values = [origin, origin, packageName, packageName, sought] as const;
    const total = this.reader.get<{ total: number }>(
      `SELECT count(*) AS total FROM (${FILTERED})`,
      ...values,
    );
    const rows = this.reader.all<LibraryRow>(
      `${FILTERED} ORDER BY id DESC LIMIT ? OFFSET ?`,
      ...values,
      limit,
      offset,
    );
    return {
      total: total?.total ?? 0,
      pictures: rows.map(({ id: _, place: __, ...picture }) => picture),
    };
  }

  /** Names of the packages that drew something, by name. */
  packages(): string[] {
    return this.reader
      .all<{ name: string }>('SELECT DISTINCT package_name AS name FROM rendering ORDER BY name')
      .map(({ name }) => name);
  }
}
