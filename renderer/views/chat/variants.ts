/** Settings of the variants that are drawn side by side from one set of visual tokens. */
import type { VisualizerSettings } from '../../../shared/ipc/pictures';
import { drawingBounds, type Manifest } from '../../../shared/manifest';
import type { Rendering } from '../../../shared/message';

export const MOST_VARIANTS = 4;
const SEEDS = 2 ** 32;

/** Mean difference of pixels (0 to 255) under which two pictures look the same. */
const HARDLY = 3;

/** Bounds of the settings, as the package says. */
export interface Bounds {
  readonly guidance: { readonly min: number; readonly max: number };
  readonly steps: { readonly min: number; readonly max: number };
}

/** The bounds of a package; those of the contract while none is loaded. */
export function boundsOf(manifest: Manifest | null): Bounds {
  const drawing = manifest ? drawingBounds(manifest) : undefined;
  return {
    guidance: drawing?.guidance.range ?? { min: 0, max: 30 },
    steps: drawing?.steps.range ?? { min: 1, max: 200 },
  };
}

/** A number held within bounds. */
export const within = (value: number, { min, max }: { min: number; max: number }): number =>
  Math.min(max, Math.max(min, value));

/** The settings that a picture was drawn with. */
export const settingsOf = ({
  seed,
  guidance,
  steps,
  variation,
}: Rendering): VisualizerSettings => ({
  seed,
  guidance,
  steps,
  variation,
});

/** Another variant beside these: the last one's settings with the next seed. */
export function withAnother(list: readonly VisualizerSettings[]): VisualizerSettings[] {
  const last = list.at(-1);
  if (!last || list.length >= MOST_VARIANTS) return [...list];
  return [...list, { ...last, seed: (last.seed + 1) % SEEDS }];
}

/** A seed drawn by chance, 0 to 2^32 - 1. */
export const freshSeed = (): number => Math.floor(Math.random() * SEEDS);

/**
 * Whether drawn variants look alike, so that the window should say why.
 *
 * @param differences of the first to the picture as it was, of each other to the first; 0 to 255
 */
export function hardlyDiffer(differences: readonly (number | null)[]): boolean {
  const compared = differences.length > 1 ? differences.slice(1) : differences;
  const others = compared.filter((value) => value !== null);
  return others.length > 0 && others.every((value) => value < HARDLY);
}
