import { ConnectionError } from './error';
import { dataAddress, ownPicture, type SniffedPicture } from './pictures';
import type { ConnectionRequest, QuestionTurn } from './types';
import { WORDS_PLACE, type Connection, type Template } from '../../shared/connection';

type Role = QuestionTurn['role'];
type ReadPart =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'picture'; readonly picture: SniffedPicture };

/** A turn whose pictures were read. */
export interface ReadTurn {
  readonly role: Role;
  readonly parts: readonly ReadPart[];
}

export type Part =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'image_url'; readonly image_url: { readonly url: string } };

export interface Message {
  readonly role: Role;
  readonly content: string | readonly Part[];
}

/**
 * Reads the pictures of a request.
 *
 * @throws ConnectionError when one cannot be sent, there are too many, or nothing is asked
 */
export async function readTurns(
  { turns }: Pick<ConnectionRequest, 'turns'>,
  { capabilities, limits, name }: Connection,
): Promise<ReadTurn[]> {
  const last = turns.at(-1);
  if (last?.role !== 'user' || last.parts.length === 0) {
    throw new ConnectionError('connection.question');
  }
  const pictures = turns.flatMap(({ parts }) => parts).filter(({ type }) => type === 'image');
  if (pictures.length > capabilities.sees) {
    throw new ConnectionError('connection.sees', { name, number: capabilities.sees });
  }
  const read: ReadTurn[] = [];
  let left = limits.answerBytes;
  for (const { role, parts } of turns) {
    const done: ReadPart[] = [];
    for (const part of parts) {
      if (part.type === 'text') {
        if (part.text !== '') done.push(part);
        continue;
      }
      const bounds = { ...limits, pictureBytes: Math.min(limits.pictureBytes, left) };
      const picture = await ownPicture(part, bounds);
      left -= picture.bytes.length;
      done.push({ type: 'picture', picture });
    }
    if (done.length > 0) read.push({ role, parts: done });
  }
  return read;
}

/** The words of a turn. */
export const wordsOf = ({ parts }: ReadTurn): string =>
  parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n');

export const picturesOf = ({ parts }: ReadTurn): SniffedPicture[] =>
  parts.flatMap((part) => (part.type === 'picture' ? [part.picture] : []));

const asPart = (part: ReadPart): Part =>
  part.type === 'text'
    ? part
    : { type: 'image_url', image_url: { url: dataAddress(part.picture) } };

/** Puts words into the place of a template; no pattern, since words may hold anything. */
const filled = (text: string, words: string): string => text.split(WORDS_PLACE).join(words);

/**
 * The messages of a chat request.
 *
 * @param draws whether a picture is wanted and no words
 */
export function messagesOf(
  turns: readonly ReadTurn[],
  template: Template,
  { draws, ownPictures }: { readonly draws: boolean; readonly ownPictures: boolean },
): Message[] {
  if (template.preset === 'bagel') return [draws ? bagelDrawing(turns) : bagelTalk(turns)];
  const messages: Message[] = [];
  /** Pictures of answers: most servers take pictures in questions alone. */
  let waiting: SniffedPicture[] = [];
  for (const [place, turn] of turns.entries()) {
    const { role } = turn;
    let { parts } = turn;
    if (role !== 'user' && !(role === 'assistant' && ownPictures)) {
      waiting.push(...picturesOf(turn));
      parts = parts.filter(({ type }) => type === 'text');
    } else if (role === 'user') {
      parts = [...waiting.map((picture) => ({ type: 'picture', picture }) as const), ...parts];
      waiting = [];
      if (place === turns.length - 1 && template.preset === 'custom') {
        parts = withWords(parts, filled(template.text, wordsOf({ role, parts })));
      }
    }
    if (parts.length === 0) continue;
    const words = parts.every(({ type }) => type === 'text');
    messages.push({ role, content: words ? wordsOf({ role, parts }) : parts.map(asPart) });
  }
  return messages;
}

function withWords(parts: readonly ReadPart[], text: string): ReadPart[] {
  return [...parts.filter(({ type }) => type === 'picture'), { type: 'text', text }];
}

/** BAGEL draws from the last question alone, whose words stand between its marks. */
function bagelDrawing(turns: readonly ReadTurn[]): Message {
  const last = turns.at(-1);
  const text = `<|im_start|>${last ? wordsOf(last) : ''}<|im_end|>`;
  const pictures = last ? picturesOf(last) : [];
  return {
    role: 'user',
    content: [
      { type: 'text', text },
      ...pictures.map((picture) => asPart({ type: 'picture', picture })),
    ],
  };
}

/** BAGEL reads one message that holds all turns with its marks, and a mark for each picture. */
function bagelTalk(turns: readonly ReadTurn[]): Message {
  const written = turns.map((turn) => {
    const marks = picturesOf(turn).map(() => '<|image_pad|>\n');
    return `<|im_start|>${turn.role}\n${marks.join('')}${wordsOf(turn)}<|im_end|>\n`;
  });
  const pictures = turns.flatMap(picturesOf);
  return {
    role: 'user',
    content: [
      { type: 'text', text: `${written.join('')}<|im_start|>assistant\n` },
      ...pictures.map((picture) => asPart({ type: 'picture', picture })),
    ],
  };
}

/** What an images endpoint is asked: the last question. */
export function promptOf(turns: readonly ReadTurn[], template: Template): string {
  const last = turns.at(-1);
  const words = last ? wordsOf(last) : '';
  if (template.preset === 'bagel') return `<|im_start|>${words}<|im_end|>`;
  return template.preset === 'custom' ? filled(template.text, words) : words;
}
