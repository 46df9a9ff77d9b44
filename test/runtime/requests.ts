import type {
  AnswerEvent,
  AnswerRequest,
  AnswerResult,
  PromptPart,
  Runtime,
  Turn,
} from '../../electron/runtime/types';

/** A turn of words. */
export function said(role: Turn['role'], text: string): Turn {
  return { role, parts: [{ type: 'text', text }] };
}

/** A greedy request with few steps of drawing; `changes` replaces parts of it. */
export function greedy(
  turns: readonly Turn[],
  changes: Partial<AnswerRequest> = {},
): AnswerRequest {
  return {
    turns,
    sampling: { temperature: 0, topK: 0, topP: 1, repetitionPenalty: 1, seed: 1 },
    visualizer: { seed: 10, guidance: 1.5, steps: 2, variation: 0 },
    maxTokens: 200,
    think: 'auto',
    ...changes,
  };
}

/** All that an answer told. */
export interface Reported {
  readonly events: AnswerEvent[];
  readonly result: AnswerResult;
  readonly text: string;
  /** What was said as a turn: words, and pictures as their visual tokens. */
  readonly turn: Turn;
}

/** Asks and gathers; `onEvent` is called with each event too. */
export async function ask(
  runtime: Runtime,
  request: AnswerRequest,
  onEvent: (event: AnswerEvent) => void = () => undefined,
  signal?: AbortSignal,
): Promise<Reported> {
  const events: AnswerEvent[] = [];
  const parts: PromptPart[] = [];
  const result = await runtime.answer(
    request,
    (event) => {
      events.push(event);
      if (event.type === 'text') parts.push({ type: 'text', text: event.text });
      if (event.type === 'visual_tokens') parts.push({ type: 'visual', tokens: event.tokens });
      onEvent(event);
    },
    signal,
  );
  return { events, result, text: textOf(events), turn: { role: 'assistant', parts } };
}

/** The words of events, joined. */
export function textOf(events: readonly AnswerEvent[]): string {
  return events.map((event) => (event.type === 'text' ? event.text : '')).join('');
}

/** The words before the first picture, between the pictures, and after the last. */
export function textsOf(events: readonly AnswerEvent[]): string[] {
  const texts = [''];
  for (const event of events) {
    if (event.type === 'image_start') texts.push('');
    if (event.type === 'text') texts[texts.length - 1] += event.text;
  }
  return texts;
}

/** Events of one type. */
export function only<T extends AnswerEvent['type']>(
  events: readonly AnswerEvent[],
  type: T,
): Extract<AnswerEvent, { type: T }>[] {
  return events.filter((event): event is Extract<AnswerEvent, { type: T }> => event.type === type);
}
