import { EventReader, TooLongEvent } from './events';
import { ConnectionError, withoutKey } from './error';
import type { Received } from './exchange';
import { inMillions } from './pictures';
import { complaintOf } from './refusal';
import type { ConnectionLimits } from '../../shared/connection';

/** Bytes of an event beside those of a picture in base64. */
const AROUND_PICTURE = 1_000_000;
const BASE64 = 4 / 3;

/** How the pieces of an answer are read. */
export interface BodyReader {
  /** A whole answer. */
  whole(value: unknown): void;
  /** A piece of a stream. */
  piece(value: unknown): void;
  /** Whether a stream may end after what came: in order, or with a connection that is lost. */
  ended(way: 'ended' | 'lost'): boolean;
}

/** Says of what form an answer is that no reader knows. */
export const unreadable = (host: string): ConnectionError =>
  new ConnectionError('connection.unreadable', { host });

/**
 * Reads an answer, in one piece or as a stream of events, whatever was asked for.
 *
 * @throws ConnectionError
 */
export async function readBody(
  received: Received,
  reader: BodyReader,
  limits: ConnectionLimits,
  key: string | undefined,
): Promise<void> {
  const { mediaType, host } = received;
  if (mediaType === 'text/event-stream') return readEvents(received, reader, limits, key);
  if (mediaType === 'text/html' || mediaType === 'application/xhtml+xml') {
    throw new ConnectionError('connection.page', { host });
  }
  // Some servers say nothing, or that it is plain text.
  const known = /^(application\/([a-z.-]+\+)?json|text\/plain|)$/.test(mediaType);
  if (!known)
    throw new ConnectionError('connection.mediaType', { host, kind: withoutKey(mediaType, key) });
  const text = await received.text();
  const value = parseJson(text, host);
  throwIfComplaint(value, host, key);
  reader.whole(value);
}

async function readEvents(
  received: Received,
  reader: BodyReader,
  limits: ConnectionLimits,
  key: string | undefined,
): Promise<void> {
  const { host } = received;
  const longest = Math.ceil(limits.pictureBytes * BASE64) + AROUND_PICTURE;
  const events = new EventReader(longest);
  /** @returns whether the stream says that it ends */
  const read = (texts: readonly string[]): boolean => {
    for (const text of texts) {
      if (text.trim() === '[DONE]') return true;
      if (text === '') continue;
      const value = parseJson(text, host);
      throwIfComplaint(value, host, key, 'connection.failed');
      reader.piece(value);
    }
    return false;
  };
  try {
    for await (const chunk of received.chunks()) {
      const texts = events.push(chunk);
      if (texts.length > 0 || events.within) received.progress();
      if (read(texts)) return;
    }
    if (reader.ended('ended')) return;
    // Whole where only the last blank line is missing; else the stream was cut within it.
    if (read(events.rest().filter(isJson)) || reader.ended('ended')) return;
  } catch (error) {
    // An end in the middle of an event, after the last word, loses nothing.
    if (
      error instanceof ConnectionError &&
      error.key === 'connection.broken' &&
      reader.ended('lost')
    ) {
      return;
    }
    if (!(error instanceof TooLongEvent)) throw error;
    const megabytes = inMillions(longest);
    throw new ConnectionError('connection.answerLarge', { host, megabytes });
  }
  throw new ConnectionError('connection.broken', { host });
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return text.trim() === '[DONE]';
  }
}

function parseJson(text: string, host: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const page = /^\s*<(!doctype|html|\?xml|head|body)/i.test(text.slice(0, 1000));
    throw page ? new ConnectionError('connection.page', { host }) : unreadable(host);
  }
}

/** A failure may come as a good answer: gateways, and servers that fail in the middle. */
function throwIfComplaint(
  value: unknown,
  host: string,
  key: string | undefined,
  sentence: 'connection.failed' | 'connection.refused' = 'connection.refused',
): void {
  const failed =
    typeof value === 'object' &&
    value !== null &&
    (('error' in value && Boolean(value.error)) ||
      ('object' in value && value.object === 'error') ||
      ('detail' in value && !('choices' in value) && !('data' in value)));
  if (!failed) return;
  const message = complaintOf(value)?.message ?? '';
  throw new ConnectionError(sentence, { host, detail: withoutKey(message, key) || '?' });
}
