import type { TakenPicture } from '../../shared/contract';
import type { ReadableDatabase, Value, WritableDatabase } from './driver';

/** The two lists of pictures that are taken in but not yet sent: of drafts and of waiting questions. */
const LISTS = {
  draft: { table: 'draft_image', owner: 'conversation_id' },
  queued: { table: 'queued_image', owner: 'question_id' },
} as const;

export type TakenList = keyof typeof LISTS;

/** Pictures of one draft or waiting question, in order. */
export function readTaken(
  database: ReadableDatabase,
  list: TakenList,
  owner: Value,
): TakenPicture[] {
  const { table, owner: column } = LISTS[list];
  return database.all<TakenPicture>(
    `SELECT image, width, height, media_type AS mediaType, note FROM ${table} WHERE ${column} = ? ORDER BY position`,
    owner,
  );
}

/** Adds the pictures of one draft or waiting question, in order. */
export function insertTaken(
  database: WritableDatabase,
  list: TakenList,
  owner: Value,
  pictures: readonly TakenPicture[],
): void {
  const { table, owner: column } = LISTS[list];
  pictures.forEach((picture, position) =>
    database.run(
      `INSERT INTO ${table} (${column}, position, image, width, height, media_type, note) VALUES (?, ?, ?, ?, ?, ?, ?)`,
      owner,
      position,
      picture.image,
      picture.width,
      picture.height,
      picture.mediaType,
      picture.note,
    ),
  );
}
