import { randomInt } from 'node:crypto';
import type { Sampling } from '../runtime/types';
import { drawingBounds, type Manifest } from '../../shared/manifest';
import type { Settings } from '../../shared/settings';
import type { VisualizerSettings } from '../../shared/ipc/pictures';

/** What one answer runs with. */
export interface Resolved {
  readonly sampling: Sampling;
  readonly visualizer: VisualizerSettings;
  readonly maxTokens: number;
}

const SEEDS = 2 ** 32;

function within(value: number, range: { readonly min: number; readonly max: number }): number {
  return Math.min(range.max, Math.max(range.min, value));
}

/**
 * The settings of one answer: the person's, else the package's; a fresh seed when none is set.
 * Guidance and steps set for another package are brought into this one's range.
 */
export function resolveSettings(settings: Settings, manifest: Manifest): Resolved {
  const { sampling } = manifest.languageModel;
  const { guidance, steps } = drawingBounds(manifest);
  const seed = settings.seed ?? randomInt(SEEDS);
  return {
    sampling: {
      temperature: settings.temperature ?? sampling.temperature,
      topK: settings.topK ?? sampling.topK,
      topP: settings.topP ?? sampling.topP,
      repetitionPenalty: settings.repetitionPenalty ?? sampling.repetitionPenalty,
      seed,
    },
    visualizer: {
      seed,
      guidance: within(settings.guidance ?? guidance.default, guidance.range),
      steps: within(settings.steps ?? steps.default, steps.range),
      variation: settings.variation,
    },
    maxTokens: settings.maxTokens ?? sampling.maxTokens,
  };
}
