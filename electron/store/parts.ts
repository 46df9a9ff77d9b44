import type { ReadableDatabase, WritableDatabase } from './connection';
import { groupBy } from './group';
import { t } from '../../shared/i18n/translate';
import { AppError } from '../../shared/ipc/errors';
import {
  type Rendering,
  imagePartSchema,
  framesPartSchema,
  regionPartSchema,
  LOST,
  type ImagePart,
  type Part,
} from '../../shared/message';

interface PartRow {
  readonly id: number;
  readonly messageId: string;
  readonly kind: Part['type'];
  readonly text: string | null;
  readonly framesPerSecond: number | null;
}

interface PictureRow {
  readonly id: number;
  readonly partId: number;
  readonly image: string | null;
  readonly width: number;
  readonly height: number;
  readonly mediaType: string;
  readonly tokens: string | null;
  readonly drawn: string | null;
  readonly seed: number;
  readonly guidance: number;
  readonly steps: number;
  readonly variation: number;
  readonly package: string;
  readonly packageName: string;
  readonly instruction: string;
  /** JSON list of hashes. */
  readonly parents: string;
}

interface RegionRow {
  readonly partId: number;
  readonly image: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly similarity: number;
}

const PICTURES = `
SELECT picture.id, picture.part_id AS partId, picture.image, picture.width, picture.height,
  picture.media_type AS mediaType, rendering.tokens, rendering.drawn, rendering.seed,
  rendering.guidance, rendering.steps, rendering.variation, rendering.package,
  rendering.package_name AS packageName, rendering.instruction,
  (SELECT json_group_array(image) FROM (SELECT image FROM rendering_parent
    WHERE picture_id = picture.id ORDER BY position)) AS parents
FROM picture LEFT JOIN rendering ON rendering.picture_id = picture.id`;

/** Takes the place of a lost picture, so that the rest of its message can be read. */
const lostPicture = (): ImagePart => ({
  type: 'image',
  image: null,
  width: 0,
  height: 0,
  mediaType: LOST,
  rendering: null,
});

/**
 * Parts of many messages at once: message id -> parts in order. A picture or a region
 * whose rows are damaged becomes a lost picture.
 */
export function readParts(
  database: ReadableDatabase,
  messageIds: readonly string[],
): Map<string, Part[]> {
  const ids = JSON.stringify(messageIds);
  const within = `(SELECT id FROM part WHERE message_id IN (SELECT value FROM json_each(?)))`;
  const pictures = groupBy(
    database.all<PictureRow>(
      `${PICTURES} WHERE picture.part_id IN ${within} ORDER BY picture.position`,
      ids,
    ),
    (row) => row.partId,
  );
  const regions = new Map(
    database
      .all<RegionRow>(
        `SELECT part_id AS partId, image, x, y, width, height, similarity FROM region WHERE part_id IN ${within}`,
        ids,
      )
      .map((row) => [row.partId, row]),
  );
  const rows = database.all<PartRow>(
    `SELECT id, message_id AS messageId, kind, text, frames_per_second AS framesPerSecond
     FROM part WHERE message_id IN (SELECT value FROM json_each(?)) ORDER BY message_id, position`,
    ids,
  );
  const parts = new Map<string, Part[]>(messageIds.map((id) => [id, []]));
  for (const row of rows) {
    const found = (pictures.get(row.id) ?? []).map(imagePart);
    parts.get(row.messageId)?.push(partOf(row, found, regions.get(row.id)));
  }
  return parts;
}

function partOf(row: PartRow, pictures: ImagePart[], region: RegionRow | undefined): Part {
  const [picture] = pictures;
  if (row.kind === 'text') return { type: 'text', text: row.text ?? '' };
  if (row.kind === 'frames') {
    const frames = picture ? pictures : [lostPicture()];
    const clip = { type: 'frames', frames, framesPerSecond: row.framesPerSecond ?? 1 };
    return framesPartSchema.safeParse(clip).data ?? lostPicture();
  }
  if (row.kind === 'region' && region) {
    const { partId: _, ...rest } = region;
    return regionPartSchema.safeParse({ type: 'region', ...rest }).data ?? lostPicture();
  }
  return (row.kind === 'image' ? picture : undefined) ?? lostPicture();
}

/** A picture from its row; without its rendering where only that is damaged. */
function imagePart(row: PictureRow): ImagePart {
  const whole = asWritten(row);
  return (
    imagePartSchema.safeParse(whole).data ??
    imagePartSchema.safeParse({ ...whole, rendering: null }).data ??
    lostPicture()
  );
}

function asWritten(row: PictureRow): ImagePart {
  const rendering: Rendering | null =
    row.tokens === null
      ? null
      : {
          tokens: row.tokens,
          ...(row.drawn === null ? {} : { drawn: row.drawn }),
          seed: row.seed,
          guidance: row.guidance,
          steps: row.steps,
          variation: row.variation,
          package: row.package,
          packageName: row.packageName,
          parents: JSON.parse(row.parents) as string[],
          instruction: row.instruction,
        };
  const { image, width, height, mediaType } = row;
  return { type: 'image', image, width, height, mediaType, rendering };
}

/** Adds a part at a position of a message; pictures and tokens must be kept already. */
export function insertPart(
  database: WritableDatabase,
  messageId: string,
  position: number,
  part: Part,
): void {
  database.run(
    'INSERT INTO part (message_id, position, kind, text, frames_per_second) VALUES (?, ?, ?, ?, ?)',
    messageId,
    position,
    part.type,
    part.type === 'text' ? part.text : null,
    part.type === 'frames' ? part.framesPerSecond : null,
  );
  const partId = partIdAt(database, messageId, position);
  if (part.type === 'image') insertPicture(database, partId, 0, part);
  if (part.type === 'frames') {
    part.frames.forEach((frame, index) => insertPicture(database, partId, index, frame));
  }
  if (part.type === 'region') {
    database.run(
      'INSERT INTO region (part_id, image, x, y, width, height, similarity) VALUES (?, ?, ?, ?, ?, ?, ?)',
      partId,
      part.image,
      part.x,
      part.y,
      part.width,
      part.height,
      part.similarity,
    );
  }
}

/** Replaces the picture of an image part. */
export function replacePicture(
  database: WritableDatabase,
  messageId: string,
  position: number,
  part: ImagePart,
): void {
  const partId = partIdAt(database, messageId, position);
  database.transaction(() => {
    database.run('DELETE FROM picture WHERE part_id = ?', partId);
    insertPicture(database, partId, 0, part);
  });
}

/** Writes more words at the end of a text part. */
export function appendText(
  database: WritableDatabase,
  messageId: string,
  position: number,
  text: string,
): void {
  const changed = database.run(
    `UPDATE part SET text = text || ? WHERE message_id = ? AND position = ? AND kind = 'text'`,
    text,
    messageId,
    position,
  );
  if (changed !== 1) throw new AppError('missing', t('store.answerGone'));
}

function partIdAt(database: ReadableDatabase, messageId: string, position: number): number {
  const row = database.get<{ id: number }>(
    'SELECT id FROM part WHERE message_id = ? AND position = ?',
    messageId,
    position,
  );
  if (!row) throw new AppError('missing', t('store.partGone'));
  return row.id;
}

function insertPicture(
  database: WritableDatabase,
  partId: number,
  position: number,
  part: ImagePart,
): void {
  database.run(
    'INSERT INTO picture (part_id, position, image, width, height, media_type) VALUES (?, ?, ?, ?, ?, ?)',
    partId,
    position,
    part.image,
    part.width,
    part.height,
    part.mediaType,
  );
  const { rendering } = part;
  if (!rendering) return;
  const picture = database.get<{ id: number }>(
    'SELECT id FROM picture WHERE part_id = ? AND position = ?',
    partId,
    position,
  );
  const pictureId = picture?.id ?? 0;
  database.run(
    `INSERT INTO rendering (picture_id, tokens, drawn, seed, guidance, steps, variation, package, package_name, instruction)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    pictureId,
    rendering.tokens,
    rendering.drawn ?? null,
    rendering.seed,
    rendering.guidance,
    rendering.steps,
    rendering.variation,
    rendering.package,
    rendering.packageName,
    rendering.instruction,
  );
  rendering.parents.forEach((image, index) =>
    database.run(
      'INSERT INTO rendering_parent (picture_id, position, image) VALUES (?, ?, ?)',
      pictureId,
      index,
      image,
    ),
  );
}
