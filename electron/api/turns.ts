import { createHash } from 'node:crypto';
import { appendTurn } from '../chat/prompt';
import type { PromptPart, Turn } from '../runtime/types';
import { ApiError } from './error';
import { pictureBytes, type RequestMessage } from './request';
import type { ImageFile, InspectedImage } from '../images/types';
import { t } from '../../shared/i18n/translate';
import { throwIfAborted } from '../../shared/task';

/** Pictures whose visual tokens are remembered, so that a client's conversation goes on with them. */
const MOST_REMEMBERED = 64;

/** Pictures of one request: far more than any context holds, and read in seconds. */
export const MOST_PICTURES = 128;

/**
 * The visual tokens of pictures that were drawn for clients, by package and content: when a client
 * sends such a picture back in an answer, the conversation goes on with what the model predicted.
 */
export class DrawnPictures {
  readonly #tokens = new Map<string, Float32Array>();

  remember(loaded: string, png: Uint8Array, tokens: Float32Array): void {
    this.#tokens.set(keyOf(loaded, png), tokens);
    const [oldest] = this.#tokens.keys();
    if (this.#tokens.size > MOST_REMEMBERED && oldest !== undefined) this.#tokens.delete(oldest);
  }

  tokensOf(loaded: string, png: Uint8Array): Float32Array | undefined {
    return this.#tokens.get(keyOf(loaded, png));
  }
}

const keyOf = (loaded: string, png: Uint8Array): string =>
  `${loaded}/${createHash('sha256').update(png).digest('hex')}`;

export interface TurnContext {
  /** Writes a picture for the model to read, and returns its absolute path. */
  readonly write: (bytes: Uint8Array) => Promise<string>;
  readonly inspect: (file: ImageFile) => Promise<InspectedImage>;
  readonly drawn: DrawnPictures;
  /** Hash of the package whose visual tokens count; null where it looks at all pictures anew. */
  readonly package: string | null;
  /** Stops the reading: the client is gone. */
  readonly signal: AbortSignal;
}

/**
 * The prompt of a request: pictures of a question before its words, neighbours of one role joined. A
 * system message within the conversation goes before the words of the next question.
 */
export async function turnsOf(
  context: TurnContext,
  messages: readonly RequestMessage[],
): Promise<Turn[]> {
  refuseMany(messages);
  const turns: Turn[] = [];
  let later: PromptPart[] = [];
  for (const [place, { role: given, content }] of messages.entries()) {
    const role = given === 'developer' ? 'system' : given;
    const said = await promptParts(context, role, content, `messages.${place}`);
    if (said.length === 0) continue;
    if (role === 'system' && turns.some((turn) => turn.role !== 'system')) {
      later.push(...said);
      continue;
    }
    appendTurn(turns, role, role === 'user' ? [...later, ...said] : said);
    if (role === 'user') later = [];
  }
  if (turns.at(-1)?.role !== 'user') {
    throw new ApiError(400, 'invalid_request', t('api.lastIsUser'));
  }
  appendTurn(turns, 'user', later);
  return turns;
}

/** @throws ApiError 400 for more pictures than a request may bring */
function refuseMany(messages: readonly RequestMessage[]): void {
  const pictures = messages
    .flatMap(({ content }) => (typeof content === 'string' ? [] : content))
    .filter(({ type }) => type === 'image_url').length;
  if (pictures <= MOST_PICTURES) return;
  throw new ApiError(400, 'invalid_request', t('api.manyPictures', { most: MOST_PICTURES }));
}

async function promptParts(
  context: TurnContext,
  role: Turn['role'],
  content: RequestMessage['content'],
  place: string,
): Promise<PromptPart[]> {
  if (typeof content === 'string') return content === '' ? [] : [{ type: 'text', text: content }];
  const parts: PromptPart[] = [];
  for (const [number, part] of content.entries()) {
    if (part.type === 'text') {
      if (part.text !== '') parts.push({ type: 'text', text: part.text });
      continue;
    }
    if (role === 'system') {
      throw new ApiError(400, 'invalid_request', t('api.systemWords'));
    }
    const name = `${place}.content.${number}`;
    parts.push(await picturePart(context, { name, bytes: pictureBytes(part.image_url.url) }));
  }
  return parts;
}

async function picturePart(
  { write, inspect, drawn, package: loaded, signal }: TurnContext,
  file: { readonly name: string; readonly bytes: Buffer },
): Promise<PromptPart> {
  throwIfAborted(signal, 'runtime.stopped');
  const tokens = loaded === null ? undefined : drawn.tokensOf(loaded, file.bytes);
  if (tokens) return { type: 'visual', tokens };
  const picture = await inspect(file);
  return { type: 'image', path: await write(picture.bytes) };
}
