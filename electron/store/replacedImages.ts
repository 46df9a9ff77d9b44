import type { WritableDatabase } from './connection';
import { readParts } from './parts';
import type { TrashEntry } from '../../shared/ipc/trash';
import { t } from '../../shared/i18n/translate';
import { AppError } from '../../shared/ipc/errors';
import { imagePartSchema, type ImagePart } from '../../shared/message';

/** The side of a step of drawing again that is not shown: the picture before it, or the one undone. */
const HIDDEN = `CASE step.undone WHEN 0 THEN step.before ELSE step.after END`;

const REPLACED = `SELECT max(step.number) AS number, step.message_id AS messageId, step.part,
  ${HIDDEN} AS picture, json_extract(${HIDDEN}, '$.image') AS hash,
  max(step.created_at) AS removedAt, conversation.title
  FROM step
  JOIN message ON message.id = step.message_id AND message.hidden = 0
  JOIN conversation ON conversation.id = step.conversation_id AND conversation.deleted_at IS NULL
  JOIN part ON part.message_id = step.message_id AND part.position = step.part
  JOIN picture AS shown ON shown.part_id = part.id AND shown.position = 0
  WHERE step.kind = 'decode' AND hash IS NOT NULL AND hash IS NOT shown.image
  GROUP BY step.message_id, step.part, hash`;

interface ReplacedRow {
  readonly number: number;
  readonly messageId: string;
  readonly part: number;
  /** JSON of the picture. */
  readonly picture: string;
  readonly hash: string;
  readonly removedAt: number;
  readonly title: string;
}

/** A picture that was replaced by another drawing of the same visual tokens. */
export interface ReplacedPicture {
  readonly messageId: string;
  readonly part: number;
  readonly picture: ImagePart;
}

/** All such pictures as the trash shows them; each picture once per place. */
export function listReplaced(database: WritableDatabase): TrashEntry[] {
  return database.all<ReplacedRow>(REPLACED).map((row) => {
    const { rendering } = imagePartSchema.parse(JSON.parse(row.picture));
    return {
      kind: 'picture',
      id: String(row.number),
      title: row.title,
      excerpt: rendering?.instruction.slice(0, 160) ?? '',
      messages: 0,
      images: [row.hash],
      removedAt: row.removedAt,
    };
  });
}

/**
 * The picture that an entry of the trash stands for.
 *
 * @throws AppError `missing` when it is no longer there
 */
export function replacedPicture(database: WritableDatabase, id: string): ReplacedPicture {
  const row = database.get<ReplacedRow>(`SELECT * FROM (${REPLACED}) WHERE number = ?`, Number(id));
  if (!row) throw new AppError('missing', t('store.notInBin'));
  const { messageId, part } = row;
  return { messageId, part, picture: imagePartSchema.parse(JSON.parse(row.picture)) };
}

/**
 * Forgets a replaced picture for good: every step that names it names the one that is shown in its
 * place instead, and steps that then change nothing go.
 */
export function forgetReplaced(database: WritableDatabase, id: string): void {
  database.transaction(() => {
    const { messageId, part, picture } = replacedPicture(database, id);
    const shown = JSON.stringify(
      imagePartSchema.parse(readParts(database, [messageId]).get(messageId)?.[part]),
    );
    for (const side of ['before', 'after']) {
      database.run(
        `UPDATE step SET ${side} = ? WHERE kind = 'decode' AND message_id = ? AND part = ?
           AND json_extract(${side}, '$.image') = ?`,
        shown,
        messageId,
        part,
        picture.image,
      );
    }
    database.run(
      `DELETE FROM step WHERE kind = 'decode' AND message_id = ? AND part = ?
         AND json_extract(before, '$.image') IS json_extract(after, '$.image')`,
      messageId,
      part,
    );
    const left = database.all<{ number: number; before: string; after: string }>(
      `SELECT number, before, after FROM step WHERE kind = 'decode' AND message_id = ? AND part = ?`,
      messageId,
      part,
    );
    for (const { number, before, after } of left) {
      holdFiles(
        database,
        number,
        [before, after].map((json) => imagePartSchema.parse(JSON.parse(json))),
      );
    }
  });
}

/** Records the files that a step needs, and only those, so that no sweep removes them. */
export function holdFiles(
  database: WritableDatabase,
  step: number,
  pictures: readonly ImagePart[],
): void {
  database.run('DELETE FROM step_image WHERE step = ?', step);
  database.run('DELETE FROM step_tokens WHERE step = ?', step);
  for (const { image, rendering } of pictures) {
    for (const hash of [image, ...(rendering?.parents ?? [])]) {
      if (hash === null) continue;
      database.run('INSERT OR IGNORE INTO step_image (step, image) VALUES (?, ?)', step, hash);
    }
    for (const hash of [rendering?.tokens, rendering?.drawn]) {
      if (hash === undefined) continue;
      database.run('INSERT OR IGNORE INTO step_tokens (step, tokens) VALUES (?, ?)', step, hash);
    }
  }
}
