import os from 'node:os';
import type { Manifest } from '../../shared/manifest';

/** Memory of this computer in bytes. */
export interface Memory {
  readonly total: number;
  /** What a program may still take without another having to give way. */
  readonly free: number;
}

/** The process itself with onnxruntime, before it holds a package. */
const BARE = 200e6;
/** Opened graphs take more room than their files: weights are laid out anew for the processor. */
const OPENED = 1.6;
const FLOAT = 4;

/** Memory of this computer, now. */
export function memoryOfHere(): Memory {
  const total = os.totalmem();
  // macOS counts what it only keeps at hand as used, so nothing can be said of it but the whole.
  return { total, free: process.platform === 'darwin' ? total : os.freemem() };
}

/** About how many bytes a package needs while it answers at its longest context. */
export function memoryNeed({ files, languageModel, memory }: Manifest): number {
  if (memory) return memory.peak;
  const graphs = files
    .filter(({ path }) => /\.(onnx|onnx_data|data|bin)$/.test(path))
    .reduce((sum, { size }) => sum + size, 0);
  const { layers, kvHeads, headWidth, contextLength } = languageModel;
  const kept = 2 * layers * kvHeads * headWidth * contextLength * FLOAT;
  return Math.round(BARE + graphs * OPENED + kept);
}

/** What a process may take above the greatest need that was measured. */
const ABOVE_PEAK = { share: 1.25, bytes: 0.5e9 } as const;
/** An estimate may be wrong by so much. */
const ABOVE_ESTIMATE = 2;

/**
 * Most memory (bytes) that the process of a package may take for itself before it is ended.
 *
 * @param need what was estimated of it
 * @param peak what was measured of it, where its manifest says so
 */
export const mostMemory = (need: number, peak?: number): number =>
  Math.round(
    peak === undefined ? need * ABOVE_ESTIMATE : peak * ABOVE_PEAK.share + ABOVE_PEAK.bytes,
  );
