/** What the frames view shows, by conversation; the view keeps what outlives the window. */
import { create } from 'zustand';
import type { Frame, FrameTask, Strip } from './strip';
import type { Attachment } from '../../shared/attachment';

/** A clip on its way in. */
export interface Reading {
  readonly name: string;
  readonly done: number;
  /** Frames that will be read; null while that is not known. */
  readonly total: number | null;
  readonly controller: AbortController;
}

/** What is known beside a run: the frames that were kept back, and the order before shuffling. */
export interface GroundTruth {
  /** Hashes of the true frames, in the order in which the model should draw them. */
  readonly truth: readonly string[];
}

export interface OrderMatch {
  readonly given: number;
  readonly similarity: number;
  readonly certainty: number;
}

interface FramesState {
  readonly strips: Readonly<Record<string, Strip>>;
  /** The clip that each strip was read from, and the rate that was asked for. */
  readonly clips: Readonly<Record<string, { readonly file: File; readonly rate: number }>>;
  readonly reading: Reading | null;
  /** Frames read a second. */
  readonly rate: number;
  readonly task: FrameTask;
  /** How many frames are predicted, 1 to 8. */
  readonly count: number;
  /** Frames that are still to be asked for in the run that goes on. */
  readonly left: number;
  /** What happens in shuffled frames, in the person's words. */
  readonly happens: string;
  /** Key of the run on the screen; null for the newest. */
  readonly selected: string | null;
  readonly follow: boolean;
  readonly groundTruth: Readonly<Record<string, GroundTruth>>;
  readonly orders: Readonly<Record<string, readonly OrderMatch[] | 'asked' | 'failed'>>;
}

/** Most frames that are predicted at once. */
export const MOST_PREDICTED = 8;

export const useFrames = create<FramesState>(() => ({
  strips: {},
  clips: {},
  reading: null,
  rate: 1,
  task: 'next',
  count: 1,
  left: 0,
  happens: '',
  selected: null,
  follow: false,
  groundTruth: {},
  orders: {},
}));

let made = 0;

/** A frame of its own, though another one may show the same picture. */
export function frameOf(picture: Attachment, time: number | null): Frame {
  made += 1;
  return { key: `frame-${made}`, picture, time };
}

/** Changes the strip of a conversation; null takes it away. */
export function changeStrip(id: string, change: (strip: Strip) => Strip): void {
  useFrames.setState(({ strips }) => {
    const strip = strips[id];
    return strip ? { strips: { ...strips, [id]: change(strip) } } : {};
  });
}

/** Puts a strip in the place of the one that a conversation had. */
export const putStrip = (id: string, strip: Strip): void =>
  useFrames.setState(({ strips }) => ({ strips: { ...strips, [id]: strip } }));
