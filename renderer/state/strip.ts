import type { Attachment } from '../../shared/attachment';
import { MOST_STRIP } from '../../shared/frames';

/** What can be asked of frames. */
export const frameTasks = ['next', 'previous', 'order', 'video'] as const;
export type FrameTask = (typeof frameTasks)[number];

export interface Frame {
  /** The same for one frame as long as the strip lives; two frames may show the same picture. */
  readonly key: string;
  readonly picture: Attachment;
  /** Seconds from the beginning of the clip; null for single pictures. */
  readonly time: number | null;
}

export interface Strip {
  readonly frames: readonly Frame[];
  readonly framesPerSecond: number;
  /** The frames that the model is shown: places of the first and the last. */
  readonly from: number;
  readonly to: number;
  /** What was done on the way in, in words; empty for nothing. */
  readonly note: string;
}

/** Given frames at first of a prediction, as the training world's clips have them. */
const GIVEN = 3;

/**
 * The range that a task is shown until the person picks another one: all frames, or for a prediction
 * those that it goes on from, so that the others are kept back as the true ones.
 */
function usualRange(count: number, task: FrameTask): Pick<Strip, 'from' | 'to'> {
  const last = Math.max(0, count - 1);
  if (task === 'next') return { from: 0, to: Math.min(last, GIVEN - 1) };
  return { from: task === 'previous' ? Math.max(0, count - GIVEN) : 0, to: last };
}

/** A new strip, with the usual range of what is asked of it. */
export function newStrip(
  frames: readonly Frame[],
  framesPerSecond: number,
  note: string,
  task: FrameTask,
): Strip {
  return { frames, framesPerSecond, ...usualRange(frames.length, task), note };
}

/** A strip of which something else is asked; a range that the person picked stays. */
export function forTask(strip: Strip, before: FrameTask, task: FrameTask): Strip {
  const usual = usualRange(strip.frames.length, before);
  if (strip.from !== usual.from || strip.to !== usual.to) return strip;
  return { ...strip, ...usualRange(strip.frames.length, task) };
}

/** Whether the frames of the range differ in shape, so that each is fitted by itself. */
export function isUnlike({ frames, from, to }: Strip): boolean {
  const [first, ...others] = frames.slice(from, to + 1).map(({ picture }) => picture);
  return others.some(
    // Equal within a pixel of what is shown to a model.
    ({ width, height }) =>
      first !== undefined && Math.abs(width / height / (first.width / first.height) - 1) > 0.01,
  );
}

/** A strip with more frames at its end; a range that reached the end still does. */
export function withMore(strip: Strip, more: readonly Frame[]): Strip {
  const frames = [...strip.frames, ...more].slice(0, MOST_STRIP);
  const reached = strip.to === strip.frames.length - 1;
  return { ...strip, frames, to: reached ? frames.length - 1 : strip.to };
}

/** Another range; turned round where its ends are given the wrong way, and held within the strip. */
export function withRange(strip: Strip, from: number, to: number): Strip {
  const last = Math.max(0, strip.frames.length - 1);
  const held = [from, to].map((place) => Math.min(last, Math.max(0, place)));
  return { ...strip, from: Math.min(...held), to: Math.max(...held) };
}

/** A strip without one frame; the range keeps its other frames. */
export function withoutFrame(strip: Strip, place: number): Strip {
  const frames = strip.frames.filter((_, index) => index !== place);
  const from = place < strip.from ? strip.from - 1 : strip.from;
  const to = place <= strip.to ? strip.to - 1 : strip.to;
  return withRange({ ...strip, frames }, from, Math.max(from, to));
}

/** A strip with one frame at another place; the range stays where it is. */
export function withMoved(strip: Strip, from: number, to: number): Strip {
  const frames = [...strip.frames];
  const [frame] = frames.splice(from, 1);
  if (!frame || to < 0 || to > frames.length) return strip;
  frames.splice(to, 0, frame);
  return { ...strip, frames };
}

/** The frames of the range in another order than before, by numbers between 0 and 1. */
export function shuffled(strip: Strip, random: () => number = Math.random): Strip {
  const given = strip.frames.slice(strip.from, strip.to + 1);
  for (let place = given.length - 1; place > 0; place -= 1) {
    const other = Math.floor(random() * (place + 1));
    [given[place], given[other]] = [given[other] as Frame, given[place] as Frame];
  }
  const same = given.every((frame, place) => frame === strip.frames[strip.from + place]);
  // Of a few frames chance often gives the order that was there, as if nothing had happened.
  if (same) given.push(...given.splice(0, 1));
  const frames = [...strip.frames];
  frames.splice(strip.from, given.length, ...given);
  return { ...strip, frames };
}
