import os from 'node:os';
import type { ConvertNews, ConvertRequest } from './calls';
import { readSkeletons } from './onnx/skeleton';
import { makePackage, type MadePackage } from './package/makePackage';

/** More threads than this wait for the disk. */
const MOST_THREADS = 4;

/** Files beside the compiled program that a conversion needs. */
export interface ConvertFiles {
  /** The compiled `weights/worker.ts`; without it all is done on this thread. */
  readonly worker?: string;
  readonly skeletons: string;
}

/** Threads that convert on this computer. */
export const mostThreads = (): number => Math.min(MOST_THREADS, os.availableParallelism());

/** Makes a package as it was asked for, with a thread for each core. */
export async function runConversion(
  { known, ...request }: ConvertRequest,
  { worker, skeletons }: ConvertFiles,
  { signal, report }: { signal?: AbortSignal; report: (news: ConvertNews) => void },
): Promise<MadePackage> {
  return makePackage({
    ...request,
    known: new Map(known),
    skeletons: await readSkeletons(skeletons),
    ...(worker === undefined ? {} : { threads: { file: worker, count: mostThreads() } }),
    ...(signal ? { signal } : {}),
    progress: (stage, done, total) => report({ stage, done, total }),
  });
}
