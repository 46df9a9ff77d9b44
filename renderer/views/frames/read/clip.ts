/** What reading a clip gives, whatever it was written as. */

/** One frame as PNG and its time in seconds from the beginning. */
export interface ReadFrame {
  readonly png: Uint8Array<ArrayBuffer>;
  readonly time: number;
}

export interface ReadOptions {
  /** Frames a second that are wanted. */
  readonly rate: number;
  /** Most frames; a longer clip is sampled evenly. */
  readonly most: number;
  readonly signal: AbortSignal;
  /** Called once when the number of frames is known. */
  readonly onTotal: (total: number) => void;
}

/** A clip while it is read: frames come one by one. */
export interface ReadClip {
  /** Frames a second that are really taken. */
  readonly rate: number;
  /** Whether fewer frames are taken than were wanted. */
  readonly sampled: boolean;
  readonly frames: AsyncIterable<ReadFrame>;
}

/** Why a clip cannot be read; `key` names the sentence. */
export class ClipError extends Error {
  override readonly name = 'ClipError';

  constructor(
    readonly key: 'noVideo' | 'unknownCodec' | 'unreadable' | 'noFrames',
    /** The codec, where that is the reason. */
    readonly codec = '',
  ) {
    super(key);
  }
}

/**
 * Times at which a clip is read, in seconds, evenly over it.
 *
 * @param duration length of the clip in seconds
 */
export function timesOf(duration: number, rate: number, most: number): number[] {
  const wanted = Math.max(1, Math.ceil(duration * rate - 1e-6));
  const count = Math.min(wanted, most);
  const step = wanted === count ? 1 / rate : duration / count;
  return Array.from({ length: count }, (_, place) => place * step);
}
