import type { Manifest } from '../../../shared/manifest';
import type { Bits } from '../recipes/precision';

type DataFile = Manifest['data'][number];

/** Sizes of a language model that the memory for its conversation follows from. */
export interface MemoryShape {
  readonly language: Pick<Manifest['languageModel'], 'layers' | 'kvHeads' | 'headWidth'> & {
    readonly context: number;
  };
  readonly sequences: number;
}

/** The process with onnxruntime before it holds a model, in bytes. */
const BARE = 250e6;
/** Positions of the cache that are counted; it grows with the conversation. */
const CACHED = 1024;
const FLOAT = 4;

/**
 * Bytes of memory for a byte of weights: opened, and at the highest while a graph is opened. Measured
 * on onnxruntime 1.30 with random weights: weights of 4 and 8 bits are laid out anew beside their
 * scales, 16 bits are widened to 32.
 */
const LANGUAGE: Readonly<Record<Bits, number>> = { 4: 1.2, 8: 1.15, 16: 2, 32: 1 };
const ENCODER: Readonly<Record<Bits, number>> = { 4: 1.55, 8: 1.55, 16: 2.1, 32: 1.1 };
const PICTURE: Readonly<Record<Bits, number>> = { 4: 3.4, 8: 3.4, 16: 3.4, 32: 2 };
/** What opening a graph takes for a moment beyond what it then holds. */
const OPENING: Readonly<Record<Bits, number>> = { 4: 0.2, 8: 0.2, 16: 1, 32: 1 };

/** Memory that a converted model needs: with its language model open, and at its highest. */
export function memoryOf(
  { language, sequences }: MemoryShape,
  bits: Bits,
  data: readonly DataFile[],
): { own: number; peak: number } {
  const { layers, kvHeads, headWidth, context } = language;
  const positions = Math.min(CACHED, context) * sequences;
  const cache = 2 * layers * kvHeads * headWidth * positions * FLOAT;
  const sum = (isPart: (name: string) => boolean): number =>
    data.filter(({ path }) => isPart(path)).reduce((total, { size }) => total + size, 0);
  const words = sum((name) => name.startsWith('language'));
  const eye = sum((name) => name.startsWith('vision'));
  const picture = sum((name) => !name.startsWith('language') && !name.startsWith('vision'));
  const own = BARE + words * LANGUAGE[bits] + cache;
  // What sees and what draws are never open together with the opening of the language model.
  const later = Math.max(eye * ENCODER[bits], picture * PICTURE[bits], words * OPENING[bits]);
  return { own: Math.round(own), peak: Math.round(own + later) };
}
