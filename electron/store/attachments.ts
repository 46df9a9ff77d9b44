import type { ReadableDatabase, Value, WritableDatabase } from './connection';
import type { Attachment } from '../../shared/attachment';

/** Attached pictures that are not sent yet: of drafts, waiting questions and strips. */
const LISTS = {
  draft: { table: 'draft_image', owner: 'conversation_id' },
  queued: { table: 'queued_image', owner: 'question_id' },
  strip: { table: 'strip_image', owner: 'conversation_id' },
} as const;

export type AttachmentList = keyof typeof LISTS;

interface AttachmentRow extends Omit<Attachment, 'from'> {
  readonly fromMessage: string | null;
  readonly fromPart: number | null;
}

/** Pictures of one draft, waiting question or strip, in order. */
export function readAttachments(
  database: ReadableDatabase,
  list: AttachmentList,
  owner: Value,
): Attachment[] {
  const { table, owner: column } = LISTS[list];
  return database
    .all<AttachmentRow>(
      `SELECT image, width, height, media_type AS mediaType, note,
         from_message AS fromMessage, from_part AS fromPart
       FROM ${table} WHERE ${column} = ? ORDER BY position`,
      owner,
    )
    .map(({ fromMessage, fromPart, ...picture }) =>
      fromMessage === null || fromPart === null
        ? picture
        : { ...picture, from: { messageId: fromMessage, part: fromPart } },
    );
}

/** Adds the pictures of one draft, waiting question or strip, in order. */
export function insertAttachments(
  database: WritableDatabase,
  list: AttachmentList,
  owner: Value,
  pictures: readonly Attachment[],
): void {
  const { table, owner: column } = LISTS[list];
  pictures.forEach((picture, position) =>
    database.run(
      `INSERT INTO ${table} (${column}, position, image, width, height, media_type, note, from_message, from_part)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      owner,
      position,
      picture.image,
      picture.width,
      picture.height,
      picture.mediaType,
      picture.note,
      picture.from?.messageId ?? null,
      picture.from?.part ?? null,
    ),
  );
}
