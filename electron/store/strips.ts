import type { ReadableDatabase, WritableDatabase } from './connection';
import { insertAttachments, readAttachments } from './attachments';
import type { SavedStrip, TrueFrames } from '../../shared/frames';

interface StripRow extends Pick<SavedStrip, 'framesPerSecond' | 'note'> {
  readonly first: number;
  readonly last: number;
}

/** Frames of clips: those prepared in each conversation, and the true ones for its answers. */
export class Strips {
  constructor(private readonly database: WritableDatabase) {}

  /** The strip of a conversation; null if it has none. */
  strip(conversationId: string): SavedStrip | null {
    const row = this.database.get<StripRow>(
      `SELECT frames_per_second AS framesPerSecond, first, last, note
       FROM strip WHERE conversation_id = ?`,
      conversationId,
    );
    if (!row) return null;
    const times = this.database.all<{ time: number | null }>(
      'SELECT time FROM strip_image WHERE conversation_id = ? ORDER BY position',
      conversationId,
    );
    const { first: from, last: to, framesPerSecond, note } = row;
    const frames = readAttachments(this.database, 'strip', conversationId).map(
      (picture, place) => ({
        picture,
        time: times[place]?.time ?? null,
      }),
    );
    return frames.length === 0 ? null : { frames, framesPerSecond, from, to, note };
  }

  /** Saves a strip in place of the one before; null removes it. */
  saveStrip(conversationId: string, strip: SavedStrip | null): void {
    this.database.transaction(() => {
      this.database.run('DELETE FROM strip WHERE conversation_id = ?', conversationId);
      if (!strip) return;
      this.database.run(
        `INSERT INTO strip (conversation_id, frames_per_second, first, last, note)
         VALUES (?, ?, ?, ?, ?)`,
        conversationId,
        strip.framesPerSecond,
        strip.from,
        strip.to,
        strip.note,
      );
      const pictures = strip.frames.map(({ picture }) => picture);
      insertAttachments(this.database, 'strip', conversationId, pictures);
      strip.frames.forEach(({ time }, position) => {
        this.database.run(
          'UPDATE strip_image SET time = ? WHERE conversation_id = ? AND position = ?',
          time,
          conversationId,
          position,
        );
      });
    });
  }

  /** The true frames of all answers of a conversation for which they are known. */
  truth(conversationId: string): TrueFrames[] {
    return [...readTruth(this.database, conversationId)].map(([answerId, images]) => ({
      answerId,
      images,
    }));
  }

  /** Saves the true frames of an answer in place of those before. */
  saveTruth({ answerId, images }: TrueFrames): void {
    this.database.transaction(() => {
      this.database.run('DELETE FROM true_frame WHERE message_id = ?', answerId);
      insertTruth(this.database, answerId, images);
    });
  }
}

/** Hashes of the true frames by the messages of a conversation that have some. */
export function readTruth(
  database: ReadableDatabase,
  conversationId: string,
): ReadonlyMap<string, string[]> {
  const found = new Map<string, string[]>();
  const rows = database.all<{ id: string; image: string }>(
    `SELECT message.id, true_frame.image FROM message
     JOIN true_frame ON true_frame.message_id = message.id
     WHERE message.conversation_id = ? AND message.hidden = 0
     ORDER BY message.number, true_frame.position`,
    conversationId,
  );
  for (const { id, image } of rows) found.set(id, [...(found.get(id) ?? []), image]);
  return found;
}

/** Adds the true frames of a message that has none yet. */
export function insertTruth(
  database: WritableDatabase,
  messageId: string,
  images: readonly string[],
): void {
  images.forEach((image, position) =>
    database.run(
      'INSERT INTO true_frame (message_id, position, image) VALUES (?, ?, ?)',
      messageId,
      position,
      image,
    ),
  );
}
