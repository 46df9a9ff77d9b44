import { pictureTokens, textTokens, type Token } from './sequence';
import type { Tokenizer } from './tokenizer';
import type { PromptPart, Turn } from '../types';
import { t } from '../../../shared/i18n/translate';
import { AppError } from '../../../shared/ipc/errors';
import { tokensDrawn, type Manifest } from '../../../shared/manifest';

/** What a prompt is made with. */
export interface PromptMaker {
  readonly manifest: Manifest;
  readonly tokenizer: Tokenizer;
  /** Visual tokens of a picture file, m * W numbers. */
  readonly encode: (path: string) => Promise<Float32Array>;
}

export interface Prompt {
  /** The conversation up to where the answer begins. */
  readonly tokens: Token[];
  /** Oldest turns that were left out because the context was full. */
  readonly droppedTurns: number;
}

/** A question and what answered it; left out of the prompt together. */
type Round = readonly Turn[];

/**
 * The prompt of a conversation by the package's chat template. When the context is full the oldest
 * rounds leave it, never the system turn or the last question.
 *
 * @param reserve positions that the answer should find free
 * @throws AppError `input` for turns that ask nothing, `context` when the last one alone is too long
 */
export async function makePrompt(
  maker: PromptMaker,
  turns: readonly Turn[],
  reserve: number,
): Promise<Prompt> {
  const { contextLength } = maker.manifest.languageModel;
  checkTurns(maker.manifest, turns);
  const { system, rounds } = split(maker.manifest, turns);
  const frame = ends(maker);
  const fixed = frame.begin.length + lengthOf(maker, system) + frame.answer.length;
  let first = rounds.length;
  let length = fixed;
  for (let place = rounds.length - 1; place >= 0; place -= 1) {
    const round = lengthOf(maker, rounds[place] ?? []);
    const last = place === rounds.length - 1;
    if (last && length + round >= contextLength) throw tooLong(contextLength);
    if (!last && length + round + reserve > contextLength) break;
    length += round;
    first = place;
  }
  const kept = rounds.slice(first).flat();
  const tokens = [...frame.begin];
  for (const turn of [...system, ...kept]) tokens.push(...(await turnTokens(maker, turn)));
  tokens.push(...frame.answer);
  return { tokens, droppedTurns: rounds.slice(0, first).flat().length };
}

function checkTurns({ visionEncoder }: Manifest, turns: readonly Turn[]): void {
  const last = turns.at(-1);
  if (last?.role !== 'user' || !last.parts.some(says)) {
    throw new AppError('input', t('runtime.emptyQuestion'));
  }
  const size = visionEncoder.visualTokens * visionEncoder.featureWidth;
  const pictures = turns.flatMap(({ parts }) => parts.filter((part) => part.type === 'visual'));
  if (pictures.some(({ tokens }) => tokens.length !== size)) {
    throw new AppError('input', t('runtime.foreignTokens'));
  }
}

function says(part: PromptPart): boolean {
  return part.type !== 'text' || part.text.trim() !== '';
}

function split(
  { languageModel }: Manifest,
  turns: readonly Turn[],
): { system: Turn[]; rounds: Round[] } {
  const system = turns.filter(({ role }) => role === 'system');
  const { defaultSystem } = languageModel.chatTemplate;
  if (system.length === 0 && defaultSystem !== null) {
    system.push({ role: 'system', parts: [{ type: 'text', text: defaultSystem }] });
  }
  const rounds: Turn[][] = [];
  for (const turn of turns) {
    if (turn.role === 'system') continue;
    if (turn.role === 'user' || rounds.length === 0) rounds.push([]);
    rounds.at(-1)?.push(turn);
  }
  return { system, rounds };
}

function ends({ manifest, tokenizer }: PromptMaker): { begin: Token[]; answer: Token[] } {
  const { begin, answer } = manifest.languageModel.chatTemplate;
  return {
    begin: textTokens(tokenizer.encodeTemplate(begin)),
    answer: textTokens(tokenizer.encodeTemplate(answer)),
  };
}

type Picture = Exclude<PromptPart, { type: 'text' }>;
/** A stretch of a turn: ids that are settled, or a picture. */
type Stretch = { readonly ids: readonly number[] } | { readonly picture: Picture };

function lengthOf(maker: PromptMaker, turns: readonly Turn[]): number {
  const { visualTokens } = maker.manifest.visionEncoder;
  return turns
    .flatMap((turn) => stretchesOf(maker, turn))
    .reduce((sum, part) => sum + ('ids' in part ? part.ids.length : visualTokens + 2), 0);
}

async function turnTokens(maker: PromptMaker, turn: Turn): Promise<Token[]> {
  const { visionEncoder, languageModel } = maker.manifest;
  const tokens: Token[] = [];
  for (const part of stretchesOf(maker, turn)) {
    if ('ids' in part) {
      tokens.push(...textTokens(part.ids));
      continue;
    }
    const { picture } = part;
    const visual = picture.type === 'visual' ? picture.tokens : await maker.encode(picture.path);
    tokens.push(...pictureTokens(visual, visionEncoder.featureWidth, languageModel));
  }
  return tokens;
}

/** A turn by the chat template. */
function stretchesOf({ manifest, tokenizer }: PromptMaker, { role, parts }: Turn): Stretch[] {
  const { before, after, pictures, joined } = manifest.languageModel.chatTemplate;
  const inOrder = ordered(role, parts);
  const lastPicture = role === 'user' ? inOrder.findLastIndex(({ type }) => type !== 'text') : -1;
  const pieces: Piece[] = [{ template: before[role] }];
  for (const [place, part] of inOrder.entries()) {
    if (part.type === 'text') {
      pieces.push({ words: part.text });
      continue;
    }
    const behind = pictures.afterEach + (place === lastPicture ? pictures.afterAll : '');
    pieces.push({ picture: part }, ...(role === 'user' ? [{ template: behind }] : []));
  }
  pieces.push({ template: after[role] });
  return joined
    ? joinedStretches(tokenizer, pieces)
    : pieces.map((piece) => alone(tokenizer, piece));
}

type Piece =
  { readonly template: string } | { readonly words: string } | { readonly picture: Picture };

function alone(tokenizer: Tokenizer, piece: Piece): Stretch {
  if ('picture' in piece) return piece;
  return {
    ids:
      'words' in piece ? tokenizer.encode(piece.words) : tokenizer.encodeTemplate(piece.template),
  };
}

/** Plain words of the template are made into tokens together with the words beside them. */
function joinedStretches(tokenizer: Tokenizer, pieces: readonly Piece[]): Stretch[] {
  const found: Stretch[] = [];
  let words = '';
  const settle = (): void => {
    if (words !== '') found.push({ ids: tokenizer.encode(words) });
    words = '';
  };
  for (const piece of pieces) {
    if ('words' in piece) {
      words += piece.words;
    } else if ('picture' in piece) {
      settle();
      found.push(piece);
    } else {
      for (const part of tokenizer.cutTemplate(piece.template)) {
        if (typeof part === 'string') {
          words += part;
        } else {
          settle();
          found.push({ ids: part });
        }
      }
    }
  }
  settle();
  return found;
}

/**
 * The ids that a picture of codes is drawn from: what was asked, alone, and image_start. The system
 * turn stays away, as where such models were trained.
 */
export function drawingPrompt(
  { manifest, tokenizer }: Pick<PromptMaker, 'manifest' | 'tokenizer'>,
  words: string,
): number[] {
  const { chatTemplate, imageStartId, contextLength } = manifest.languageModel;
  const turn: Turn = { role: 'user', parts: [{ type: 'text', text: words }] };
  const maker = { manifest, tokenizer, encode: () => Promise.resolve(new Float32Array(0)) };
  const ids = [
    ...tokenizer.encodeTemplate(chatTemplate.begin),
    ...stretchesOf(maker, turn).flatMap((part) => ('ids' in part ? part.ids : [])),
    ...tokenizer.encodeTemplate(chatTemplate.answer),
    imageStartId,
  ];
  if (ids.length + tokensDrawn(manifest) > contextLength) throw tooLong(contextLength);
  return ids;
}

/** Pictures of a question come before its text (section 3.1 of the paper); answers keep their order. */
function ordered(role: Turn['role'], parts: readonly PromptPart[]): readonly PromptPart[] {
  if (role !== 'user') return parts;
  const pictures = parts.filter(({ type }) => type !== 'text');
  return [...pictures, ...parts.filter(({ type }) => type === 'text')];
}

function tooLong(contextLength: number): AppError {
  return new AppError('context', t('runtime.longQuestion', { length: contextLength }));
}
