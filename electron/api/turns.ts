import { createHash } from 'node:crypto';
import type { PromptPart, Turn } from '../runtime/types';
import type { Store } from '../store/open';
import { ApiError } from './error';
import { pictureBytes, type RequestMessage } from './request';
import type { ImageFile, InspectedImage } from '../images/types';
import { t } from '../../shared/i18n/translate';

/** Pictures whose visual tokens are remembered, so that a client's conversation goes on with them. */
const MOST_REMEMBERED = 64;

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
  readonly images: Store['images'];
  readonly inspect: (file: ImageFile) => Promise<InspectedImage>;
  readonly drawn: DrawnPictures;
  /** Hash of the package that will read the turns. */
  readonly package: string;
}

/**
 * The prompt of a request: pictures of a question before its words, neighbours of one role joined. A
 * system message within the conversation goes before the words of the next question.
 */
export async function turnsOf(
  context: TurnContext,
  messages: readonly RequestMessage[],
): Promise<Turn[]> {
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
    const parts = role === 'user' ? [...later, ...said] : said;
    if (role === 'user') later = [];
    const last = turns.at(-1);
    const joined = last?.role === role ? [...last.parts, ...parts] : parts;
    const turn = { role, parts: role === 'user' ? picturesFirst(joined) : joined };
    if (last?.role === role) turns[turns.length - 1] = turn;
    else turns.push(turn);
  }
  const last = turns.at(-1);
  if (last?.role !== 'user') throw new ApiError(400, 'invalid_request', t('api.lastIsUser'));
  if (later.length > 0) {
    turns[turns.length - 1] = { role: 'user', parts: picturesFirst([...last.parts, ...later]) };
  }
  return turns;
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
  { images, inspect, drawn, package: loaded }: TurnContext,
  file: { readonly name: string; readonly bytes: Buffer },
): Promise<PromptPart> {
  const tokens = drawn.tokensOf(loaded, file.bytes);
  if (tokens) return { type: 'visual', tokens };
  const picture = await inspect(file);
  // Nothing names it, so it is swept with what else is unused.
  const hash = await images.saveImage(picture.bytes, picture.mediaType);
  return { type: 'image', path: images.image(hash).path };
}

function picturesFirst(parts: readonly PromptPart[]): PromptPart[] {
  const texts = parts.flatMap((part) => (part.type === 'text' ? [part.text] : []));
  const pictures = parts.filter(({ type }) => type !== 'text');
  return texts.length === 0 ? pictures : [...pictures, { type: 'text', text: texts.join('\n') }];
}
