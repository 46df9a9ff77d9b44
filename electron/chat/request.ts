import { randomInt } from 'node:crypto';
import type { AnswerRequest, PromptPart, Sampling } from '../runtime/types';
import { drawingBounds, type Manifest } from '../../shared/manifest';
import type { Settings } from '../../shared/settings';
import type { VisualizerSettings } from '../../shared/ipc/pictures';

/** The settings of one answer. */
export interface Resolved {
  readonly sampling: Sampling;
  readonly visualizer: VisualizerSettings;
  readonly maxTokens: number;
}

/** What may be chosen for an answer; nothing means "as the package says". */
export type Choices = { [Name in Chosen]?: Settings[Name] | undefined };
type Chosen = keyof Sampling | Exclude<keyof VisualizerSettings, 'seed'> | 'maxTokens';

const SEEDS = 2 ** 32;

function within(value: number, range: { readonly min: number; readonly max: number }): number {
  return Math.min(range.max, Math.max(range.min, value));
}

/**
 * The settings of one answer: those chosen, else the package's; a fresh seed when none is chosen.
 * Guidance and steps chosen for another package are brought into this one's range.
 */
export function resolveSettings(choices: Choices, manifest: Manifest): Resolved {
  const { sampling } = manifest.languageModel;
  const { guidance, steps } = drawingBounds(manifest);
  const seed = choices.seed ?? randomInt(SEEDS);
  return {
    sampling: {
      temperature: choices.temperature ?? sampling.temperature,
      topK: choices.topK ?? sampling.topK,
      topP: choices.topP ?? sampling.topP,
      repetitionPenalty: choices.repetitionPenalty ?? sampling.repetitionPenalty,
      seed,
    },
    visualizer: {
      seed,
      guidance: within(choices.guidance ?? guidance.default, guidance.range),
      steps: within(choices.steps ?? steps.default, steps.range),
      variation: choices.variation ?? 0,
    },
    maxTokens: choices.maxTokens ?? sampling.maxTokens,
  };
}

/**
 * A request for words about something, deterministic; if the model draws anyway, it does so in the
 * fewest steps.
 */
export function wordsRequest(
  manifest: Manifest,
  parts: readonly PromptPart[],
  maxTokens?: number,
): AnswerRequest {
  const choices = {
    temperature: 0,
    seed: 0,
    steps: drawingBounds(manifest).steps.range.min,
    maxTokens,
  };
  return {
    turns: [{ role: 'user', parts }],
    ...resolveSettings(choices, manifest),
    think: 'never',
    answer: 'words',
  };
}
