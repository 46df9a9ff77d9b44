import { DrawQueue } from '../visualizer/drawQueue';
import type { AnswerEvent, AnswerRequest, AnswerResult, Turn } from '../types';
import type { CodeWriter } from './codes';
import { Answer, type Parts } from './loop';
import { drawingPrompt, makePrompt, type Prompt, type PromptMaker } from './prompt';
import { AppError } from '../../../shared/ipc/errors';
import { tokensDrawn } from '../../../shared/manifest';

/** What answering of a model that draws only where it is asked to needs. */
export interface AskedParts extends Parts {
  readonly codes: CodeWriter;
  readonly encode: PromptMaker['encode'];
}

/** The fixed question by which the model says whether a picture is wanted. */
const WANTED = (words: string): string =>
  `Someone wrote: "${words}"\nDo they want you to draw or generate an image? Answer yes or no.`;

/** Words are cut to this length in the fixed question; what is wanted is said at the beginning. */
const LONGEST_ASKED = 1000;

/**
 * An answer of a model that draws where it is asked to: words, a picture, or both, words first. On
 * auto the model says whether a picture is wanted.
 */
export async function answerAsked(
  parts: AskedParts,
  request: AnswerRequest,
  prompt: () => Promise<Prompt>,
  emit: (event: AnswerEvent) => void,
  signal?: AbortSignal,
): Promise<AnswerResult> {
  const begin = performance.now();
  const words = wordsOf(request.turns.at(-1));
  const asked = request.answer ?? 'auto';
  const wanted =
    asked === 'auto' ? ((await wantsPicture(parts, words, signal)) ? 'picture' : 'words') : asked;
  const said =
    wanted === 'picture'
      ? undefined
      : await new Answer(parts, request, await prompt(), emit, signal).run();
  if (wanted === 'words' || signal?.aborted) return said ?? nothing(parts, begin);
  const drawn = await draw(parts, request, words, emit, signal);
  if (!said) return { ...drawn, timings: { ...drawn.timings, total: performance.now() - begin } };
  return joined(said, drawn);
}

/** Whether the model would rather say yes than no to the fixed question. */
async function wantsPicture(
  { manifest, tokenizer, model, encode }: AskedParts,
  words: string,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  if (words.trim() === '') return false;
  const turn: Turn = {
    role: 'user',
    parts: [{ type: 'text', text: WANTED(words.slice(0, LONGEST_ASKED)) }],
  };
  const prompt = await makePrompt({ manifest, tokenizer, encode }, [turn], 1).catch(
    (error: unknown) => {
      // What is too long to be asked about is answered in words, or refused with them.
      if (error instanceof AppError && error.code === 'context') return undefined;
      throw error;
    },
  );
  const logits = prompt && (await (await model.read(prompt.tokens, signal))?.logits());
  if (!logits) return false;
  const best = (answers: readonly string[]): number =>
    Math.max(...answers.map((answer) => logits[tokenizer.encode(answer)[0] ?? 0] ?? -Infinity));
  return best([' yes', ' Yes', 'Yes', 'yes']) > best([' no', ' No', 'No', 'no']);
}

async function draw(
  parts: AskedParts,
  request: AnswerRequest,
  words: string,
  emit: (event: AnswerEvent) => void,
  signal: AbortSignal | undefined,
): Promise<AnswerResult> {
  const begin = performance.now();
  const prompt = drawingPrompt(parts, words);
  const { contextLength } = parts.manifest.languageModel;
  emit({ type: 'context', prompt: prompt.length, length: contextLength, droppedTurns: 0 });
  emit({ type: 'image_start', index: 0 });
  const steps = tokensDrawn(parts.manifest);
  const codes = await parts.codes.write(prompt, request.visualizer, signal, (step) =>
    emit({ type: 'image_progress', index: 0, step, steps, png: null }),
  );
  const spent = performance.now() - begin;
  const queue = new DrawQueue(parts.decoder, emit, signal);
  if (codes) queue.begin(0, codes, request.visualizer, spent);
  await queue.finish();
  const used = prompt.length + (codes?.length ?? 0);
  return {
    finish: signal?.aborted ? 'cancelled' : 'stop',
    tokens: { prompt: prompt.length, text: 0, visual: codes?.length ?? 0 },
    timings: {
      prefill: 0,
      perToken: codes ? spent / codes.length : 0,
      visualizer: queue.spent,
      total: performance.now() - begin,
    },
    context: { used, length: contextLength, droppedTurns: 0 },
  };
}

/** An answer of words, and a picture after them, told as one. */
function joined(said: AnswerResult, drawn: AnswerResult): AnswerResult {
  const words = said.tokens.text;
  const all = words + drawn.tokens.visual;
  const spent = said.timings.perToken * words + drawn.timings.perToken * drawn.tokens.visual;
  return {
    ...said,
    finish: drawn.finish === 'cancelled' ? 'cancelled' : said.finish,
    tokens: { ...said.tokens, visual: drawn.tokens.visual },
    timings: {
      prefill: said.timings.prefill,
      perToken: all > 0 ? spent / all : 0,
      visualizer: drawn.timings.visualizer,
      total: said.timings.total + drawn.timings.total,
    },
  };
}

function nothing({ manifest }: AskedParts, begin: number): AnswerResult {
  return {
    finish: 'cancelled',
    tokens: { prompt: 0, text: 0, visual: 0 },
    timings: { prefill: 0, perToken: 0, visualizer: 0, total: performance.now() - begin },
    context: { used: 0, length: manifest.languageModel.contextLength, droppedTurns: 0 },
  };
}

const wordsOf = (turn: Turn | undefined): string =>
  (turn?.parts ?? []).flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n');
