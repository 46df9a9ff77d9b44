import { pictureTokens, textTokens, type Token } from './sequence';
import type { Tokenizer } from './tokenizer';
import type { PromptPart, Turn } from '../types';
import { t } from '../../../shared/i18n/translate';
import { AppError } from '../../../shared/ipc/errors';
import type { Manifest } from '../../../shared/manifest';

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
  const { begin, before } = manifest.languageModel.chatTemplate;
  return {
    begin: textTokens(tokenizer.encodeTemplate(begin)),
    answer: textTokens(tokenizer.encodeTemplate(before.assistant)),
  };
}

function lengthOf({ manifest, tokenizer }: PromptMaker, turns: readonly Turn[]): number {
  const { before, after } = manifest.languageModel.chatTemplate;
  let length = 0;
  for (const { role, parts } of turns) {
    length += tokenizer.encodeTemplate(before[role]).length;
    length += tokenizer.encodeTemplate(after[role]).length;
    for (const part of parts) {
      length +=
        part.type === 'text'
          ? tokenizer.encode(part.text).length
          : manifest.visionEncoder.visualTokens + 2;
    }
  }
  return length;
}

async function turnTokens(maker: PromptMaker, { role, parts }: Turn): Promise<Token[]> {
  const { manifest, tokenizer } = maker;
  const { before, after } = manifest.languageModel.chatTemplate;
  const tokens = textTokens(tokenizer.encodeTemplate(before[role]));
  for (const part of ordered(role, parts)) {
    if (part.type === 'text') {
      tokens.push(...textTokens(tokenizer.encode(part.text)));
    } else {
      const visual = part.type === 'visual' ? part.tokens : await maker.encode(part.path);
      const { featureWidth } = manifest.visionEncoder;
      tokens.push(...pictureTokens(visual, featureWidth, manifest.languageModel));
    }
  }
  tokens.push(...textTokens(tokenizer.encodeTemplate(after[role])));
  return tokens;
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
