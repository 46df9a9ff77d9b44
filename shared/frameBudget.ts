import { MOST_FRAMES } from './frames';
import type { Manifest } from './manifest';

/** Some of a list, evenly spread with its first and its last; all of it where it is short enough. */
export function evenly<T>(list: readonly T[], most: number): T[] {
  if (list.length <= most) return [...list];
  if (most <= 1) return list.slice(0, Math.max(0, most));
  return Array.from(
    { length: most },
    (_, place) => list[Math.round((place * (list.length - 1)) / (most - 1))] as T,
  );
}

/** What fits into one question. */
export interface Budget {
  /** Tokens that one frame costs: its visual tokens between image_start and image_end. */
  readonly perFrame: number;
  /** Frames that fit beside the words and the room that the answer needs. */
  readonly fits: number;
  readonly contextLength: number;
}

/** Tokens held free for the words of the question and its template. */
const WORDS = 64;
/** The answer should find this part of the context free, as the runtime reserves it. */
const ANSWER_SHARE = 4;

/**
 * How many frames fit into a question of their own.
 *
 * @param drawn pictures that the answer will draw
 */
export function budgetOf({ languageModel, visionEncoder }: Manifest, drawn: number): Budget {
  const perFrame = visionEncoder.visualTokens + 2;
  const { contextLength, sampling } = languageModel;
  const reserve = Math.max(
    Math.min(sampling.maxTokens, Math.floor(contextLength / ANSWER_SHARE)),
    drawn * perFrame + WORDS,
  );
  const fits = Math.floor((contextLength - reserve - WORDS) / perFrame);
  return { perFrame, fits: Math.max(1, Math.min(MOST_FRAMES, fits)), contextLength };
}
