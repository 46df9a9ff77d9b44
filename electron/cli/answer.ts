import type {
  AnswerEvent,
  AnswerRequest,
  AnswerResult,
  PromptPart,
  Runtime,
} from '../runtime/types';
import { AppError } from '../../shared/ipc/errors';
import type { Manifest } from '../../shared/manifest';
import type { VisualizerSettings } from '../../shared/ipc/pictures';

export interface AnsweredText {
  readonly type: 'text';
  text: string;
}

/** A picture of an answer as far as it came. */
export interface AnsweredPicture {
  readonly type: 'image';
  readonly index: number;
  /** Predicted visual tokens, m * W numbers; absent while they are not complete. */
  tokens?: Float32Array;
  settings?: VisualizerSettings;
  drawn?: { readonly png: Uint8Array; readonly width: number; readonly height: number };
}

export type AnsweredPart = AnsweredText | AnsweredPicture;

export interface Answered extends Pick<AnswerResult, 'finish' | 'tokens' | 'timings'> {
  readonly parts: readonly AnsweredPart[];
  /** Oldest turns that left the prompt because the context was full. */
  readonly droppedTurns: number;
}

/**
 * Asks the runtime and gathers the answer's parts in the order they began.
 *
 * @param grown called with every part that became longer or more complete; what it throws ends the answer
 * @throws AppError, or what `grown` threw; a stop is no error but the finish `cancelled`
 */
export async function answer(
  runtime: Pick<Runtime, 'answer'>,
  request: AnswerRequest,
  signal: AbortSignal,
  grown: (parts: readonly AnsweredPart[]) => void = () => undefined,
): Promise<Answered> {
  const parts: AnsweredPart[] = [];
  const failed = new AbortController();
  let failure: { readonly error: unknown } | undefined;
  const onEvent = (event: AnswerEvent): void => {
    if (failure) return;
    try {
      if (gather(parts, event)) grown(parts);
    } catch (error) {
      failure = { error };
      failed.abort();
    }
  };
  const begin = performance.now();
  try {
    const both = AbortSignal.any([signal, failed.signal]);
    const result = await runtime.answer(request, onEvent, both);
    if (failure) throw failure.error;
    const { finish, tokens, timings, context } = result;
    return { parts, finish, tokens, timings, droppedTurns: context.droppedTurns };
  } catch (error) {
    if (failure) throw failure.error;
    if (!(error instanceof AppError && error.code === 'cancelled')) throw error;
    const timings = { prefill: 0, perToken: 0, visualizer: 0, total: performance.now() - begin };
    const tokens = { prompt: 0, text: 0, visual: 0 };
    return { parts, finish: 'cancelled', tokens, timings, droppedTurns: 0 };
  }
}

/**
 * The answer as a turn of the prompt: pictures as the visual tokens that were predicted, or, where
 * they were drawn from codes, as they look.
 *
 * @param keep writes a picture to a file that lasts as long as the conversation
 */
export function promptParts(
  parts: readonly AnsweredPart[],
  { picture }: Manifest,
  keep: (png: Uint8Array) => string,
): PromptPart[] {
  return parts.flatMap((part): PromptPart[] => {
    if (part.type === 'text') return [{ type: 'text', text: part.text }];
    if (picture.kind === 'regressed') {
      return part.tokens ? [{ type: 'visual', tokens: part.tokens }] : [];
    }
    return part.drawn ? [{ type: 'image', path: keep(part.drawn.png) }] : [];
  });
}

/** Takes an event into the parts; says whether they changed. */
function gather(parts: AnsweredPart[], event: AnswerEvent): boolean {
  if (event.type === 'text') {
    const last = parts.at(-1);
    if (last?.type === 'text') last.text += event.text;
    else parts.push({ type: 'text', text: event.text });
    return true;
  }
  if (event.type === 'image_start') {
    parts.push({ type: 'image', index: event.index });
    return true;
  }
  if (event.type !== 'visual_tokens' && event.type !== 'image') return false;
  const picture = parts.find((part) => part.type === 'image' && part.index === event.index);
  if (picture?.type !== 'image') {
    throw new Error(`The answer has no picture ${event.index + 1}, but there is news of it.`);
  }
  if (event.type === 'visual_tokens') {
    picture.tokens = event.tokens;
    picture.settings = event.settings;
  } else {
    const { png, width, height } = event;
    picture.drawn = { png, width, height };
  }
  return true;
}
