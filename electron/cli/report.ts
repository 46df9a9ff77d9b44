import type { LoadedPackage } from '../runtime/types';
import type { Answered } from './answer';
import type { Evidence } from './evidence';

/** What `--json` prints of one answer; times in milliseconds, paths absolute. */
export interface Report {
  readonly parts: readonly ReportPart[];
  readonly finish: Answered['finish'];
  /** Where a thought lies, or the order that was found: only where there is one. */
  readonly region?: Evidence['region'];
  readonly order?: Evidence['order'];
  readonly certainty?: Evidence['certainty'];
  readonly tokens: Answered['tokens'];
  readonly timings: Answered['timings'] & { readonly load: number };
  readonly package: { readonly name: string; readonly version: string; readonly hash: string };
  readonly provider: string;
  /** Greatest resident memory of the process so far. */
  readonly peakRssMb: number;
}

export type ReportPart =
  | { readonly type: 'text'; readonly text: string }
  | {
      readonly type: 'image';
      readonly path: string;
      readonly width: number;
      readonly height: number;
      readonly seed: number;
      readonly guidance: number;
      readonly steps: number;
    };

/** @param pathOf the file of the picture with an index, from 0 */
export function reportOf(
  loaded: LoadedPackage,
  answered: Answered,
  pathOf: (index: number) => string,
  evidence: Evidence = {},
): Report {
  const { manifest, hash, provider, loadTime } = loaded;
  const { finish, tokens, timings } = answered;
  return {
    parts: reportParts(answered, pathOf),
    finish,
    ...evidence,
    tokens,
    timings: { load: loadTime, ...timings },
    package: { name: manifest.name, version: manifest.version, hash },
    provider,
    peakRssMb: peakMemory(),
  };
}

/** Parts as printed; a picture that a stop left undrawn has no file and is left out. */
export function reportParts(
  { parts }: Pick<Answered, 'parts'>,
  pathOf: (index: number) => string,
): ReportPart[] {
  return parts.flatMap((part): ReportPart[] => {
    if (part.type === 'text') return [{ type: 'text', text: part.text }];
    const { index, drawn, settings } = part;
    if (!drawn || !settings) return [];
    const { seed, guidance, steps } = settings;
    const { width, height } = drawn;
    return [{ type: 'image', path: pathOf(index), width, height, seed, guidance, steps }];
  });
}

function peakMemory(): number {
  // Node gives kilobytes on every platform.
  return Math.round((process.resourceUsage().maxRSS / 1024) * 10) / 10;
}
