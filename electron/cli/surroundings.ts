import type { Runtime } from '../runtime/types';
import type { ClipReader } from './clip';

/** What a command meets of the world: given by the process, or by a test. */
export interface Surroundings {
  /** Absolute folder that relative paths are meant from. */
  readonly folder: string;
  /** Absolute folder of the package that comes with the studio. */
  readonly package: string;
  /** Makes the runtime, once per command and only when something is asked. */
  readonly openRuntime: () => Runtime;
  /** Reads the frames of a video or GIF. */
  readonly readClip: ClipReader;
  /** Writes to standard output: answers alone. */
  readonly out: (text: string) => void;
  /** Writes to standard error: sentences for the person. */
  readonly err: (text: string) => void;
  /** Fires when the person interrupts. */
  readonly signal: AbortSignal;
}
