import type { AnswerResult, LoadedPackage } from '../runtime/types';
import type { Resolved } from './request';
import type { AnswerDetails } from '../../shared/message';

/** What the window shows under "details" of an answer. */
export function detailsOf(
  loaded: LoadedPackage,
  resolved: Resolved,
  result: AnswerResult,
): AnswerDetails {
  const { seed, guidance, steps, variation } = resolved.visualizer;
  return {
    packageName: loaded.manifest.name,
    package: loaded.hash,
    provider: loaded.provider,
    providerReason: loaded.providerReason,
    temperature: resolved.sampling.temperature,
    seed,
    guidance,
    steps,
    variation,
    tokens: result.tokens,
    timings: { load: loaded.loadTime, ...result.timings },
    context: result.context,
  };
}
