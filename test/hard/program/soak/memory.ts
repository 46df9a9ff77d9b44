/** Reads what processes keep, and says how that grows. */
import fs from 'node:fs';

/** What one process keeps at one time. */
export interface Reading {
  readonly turn: number;
  readonly pid: number;
  /** Memory (bytes) that is this process's alone and was written to. */
  readonly memory: number;
  /** Open files, sockets and pipes of the operating system. */
  readonly handles: number;
}

/** How something grows over the readings of one process. */
export interface Growth {
  /** Share by which a line through the readings rises from its begin to its end. */
  readonly memory: number;
  /** Difference of the medians of the last and of the first third. */
  readonly handles: number;
}

/** Whether the memory of another process can be read here. */
export const READABLE = fs.existsSync('/proc/self/smaps_rollup');

/** Files of letters, which Chromium opens once each, when a letter first needs one, and keeps. */
const FONT = /\.(ttf|otf|ttc|pfb)$/i;

/**
 * Reads what a process keeps now; undefined for one that has ended meanwhile.
 *
 * Electron before 35.6 leaves `/dev/null` open once for each process that it has started
 * (electron/electron#47515); that is not counted, nor are fonts.
 */
export function readProcess(pid: number, turn: number): Reading | undefined {
  if (!fs.existsSync(`/proc/${pid}/smaps_rollup`)) return undefined;
  const rollup = fs.readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const [, kilobytes] = /^Private_Dirty:\s+(\d+) kB$/m.exec(rollup) ?? [];
  if (kilobytes === undefined) throw new Error('The memory of a process cannot be read.');
  const folder = `/proc/${pid}/fd`;
  const handles = fs.readdirSync(folder).filter((name) => {
    try {
      const file = fs.readlinkSync(`${folder}/${name}`);
      return file !== '/dev/null' && !FONT.test(file);
    } catch {
      // It was closed while this looked.
      return false;
    }
  });
  return { turn, pid, memory: Number(kilobytes) * 1024, handles: handles.length };
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/**
 * How memory and handles grow over readings in order of their turns.
 *
 * The line's slope is the median of the slopes of all pairs (Theil and Sen), which a few readings far
 * off do not move.
 *
 * @param readings at least three, of one process
 */
export function growthOf(readings: readonly Reading[]): Growth {
  const slopes = readings.flatMap((later, place) =>
    readings
      .slice(0, place)
      .map((earlier) => (later.memory - earlier.memory) / (later.turn - earlier.turn)),
  );
  const slope = median(slopes);
  const begin = median(readings.map(({ memory, turn }) => memory - slope * turn));
  const [first, last] = [readings[0]?.turn ?? 0, readings.at(-1)?.turn ?? 0];
  const third = Math.max(1, Math.floor(readings.length / 3));
  const handles = (part: readonly Reading[]): number => median(part.map((one) => one.handles));
  return {
    memory: (slope * (last - first)) / (begin + slope * first),
    handles: handles(readings.slice(-third)) - handles(readings.slice(0, third)),
  };
}
