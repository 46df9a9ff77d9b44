/** What the processes of a measuring of full size are asked for, and what they answer. */
import type { ConvertRequest } from '../../convert/calls';
import type { ConvertFiles } from '../../convert/run';
import type { MadePackage } from '../../convert/package/makePackage';

/** Conversion in a process of its own. */
export interface ConvertTask {
  readonly kind: 'convert';
  readonly request: ConvertRequest;
  readonly files: ConvertFiles;
}

/** Milliseconds of a conversion, and the most memory of its process (bytes). */
export interface ConvertTimes {
  readonly made: MadePackage;
  readonly whole: number;
  readonly weights: number;
  /** Processor time of all threads while weights were written. */
  readonly processor: number;
  /** Undefined where the system does not tell. */
  readonly peak: number | undefined;
}

/** How much is done. */
export interface FullSizeEffort {
  readonly rounds: number;
  /** Steps of each side in a round. */
  readonly steps: number;
  /** Positions after which steps are timed, upwards. */
  readonly contexts: readonly number[];
}

/** A package that is loaded, draws and reads in a process of its own. */
export interface RunTask {
  readonly kind: 'run';
  /** Folder of the package. */
  readonly folder: string;
  readonly threads: number;
  readonly effort: FullSizeEffort;
  /** What runs beside it; null to leave it out. */
  readonly peer: { readonly gguf: string; readonly folder: string } | null;
}

/** Milliseconds of a step, the median, by the positions before it. */
export type StepTimes = Readonly<Record<number, number>>;

export interface SideTimes {
  readonly one: StepTimes;
  readonly two: StepTimes;
  /** Tokens a second while one sequence was read to the longest context. */
  readonly reading: number;
}

/** What was drawn; times in milliseconds. */
export interface DrawnTimes {
  readonly codes: number;
  readonly guidance: number;
  readonly prompt: number;
  readonly total: number;
  readonly perCode: number;
  readonly decoder: number;
}

export interface RunTimes {
  readonly load: number;
  /** Null where pictures are not made of codes. */
  readonly drawn: DrawnTimes | null;
  readonly own: SideTimes;
  /** A step of two sequences by their codes; null where there are none. */
  readonly codes: StepTimes | null;
  /** Null when there was none. */
  readonly peer: SideTimes | null;
  /** Why there was no peer, where one was wanted. */
  readonly noPeer: string | null;
}

/** Parts of a task whose memory is looked at separately. */
export type Phase = 'loading' | 'loaded' | 'drawing' | 'steps';

/** What a process says. */
export type ChildMessage =
  | { readonly kind: 'phase'; readonly phase: Phase }
  | { readonly kind: 'say'; readonly sentence: string }
  | { readonly kind: 'done'; readonly result: unknown }
  | { readonly kind: 'failed'; readonly message: string };
