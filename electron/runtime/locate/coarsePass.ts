import { SIDES, spread } from './search';
import type { Box } from '../../../shared/image';

/** Most places of one size along a side; a very long picture is looked at with gaps. */
const MOST_WINDOWS = 16;
/** Places that are guessed at lie this share of their side apart. */
const STEP = 1 / 4;
/** How many of the guessed places are looked at, over all sizes. */
const PROMISING = 20;

/** What is looked for, and how a part of the picture is seen. */
interface Looking {
  /** Visual tokens that are looked for: grid x grid of `width` numbers, each of length 1. */
  readonly tokens: Float32Array;
  readonly grid: number;
  /** Visual tokens of a part. */
  readonly see: (box: Box) => Promise<Float32Array>;
}

interface Guess {
  readonly box: Box;
  readonly similarity: number;
}

/**
 * Parts of a picture that promise to be like what is looked for. Windows of each size that hardly
 * overlap are seen; a place between them is guessed at by the tokens that lie nearest to its own.
 */
export async function coarsePass(
  picture: { readonly width: number; readonly height: number },
  looking: Looking,
): Promise<Box[]> {
  const guesses: Guess[] = [];
  const windows: Box[] = [];
  for (const share of SIDES) {
    const side = Math.min(picture.width, picture.height) * share;
    const xs = spread(picture.width, side, 1, MOST_WINDOWS);
    const ys = spread(picture.height, side, 1, MOST_WINDOWS);
    const seen: Float32Array[] = [];
    for (const y of ys) {
      for (const x of xs) {
        const box = { x, y, width: side, height: side };
        windows.push(box);
        seen.push(await looking.see(box));
      }
    }
    guesses.push(...guessed(picture, looking, side, xs, ys, seen));
  }
  guesses.sort((a, b) => b.similarity - a.similarity);
  return [...windows, ...guesses.slice(0, PROMISING).map(({ box }) => box)];
}

function guessed(
  picture: { readonly width: number; readonly height: number },
  { tokens, grid }: Looking,
  side: number,
  xs: readonly number[],
  ys: readonly number[],
  seen: readonly Float32Array[],
): Guess[] {
  const width = tokens.length / (grid * grid);
  const across = spread(picture.width, side, STEP, MOST_WINDOWS / STEP);
  const down = spread(picture.height, side, STEP, MOST_WINDOWS / STEP);
  const columns = across.map((x) => cellsAt(x, side, grid, xs));
  const rows = down.map((y) => cellsAt(y, side, grid, ys));
  return down.flatMap((y, row) =>
    across.map((x, column) => {
      let sum = 0;
      for (let cell = 0; cell < grid * grid; cell += 1) {
        const [windowX, cellX] = columns[column]?.[cell % grid] ?? [0, 0];
        const [windowY, cellY] = rows[row]?.[Math.floor(cell / grid)] ?? [0, 0];
        const other = seen[windowY * xs.length + windowX];
        if (other) sum += dot(tokens, cell * width, other, (cellY * grid + cellX) * width, width);
      }
      return { box: { x, y, width: side, height: side }, similarity: sum / (grid * grid) };
    }),
  );
}

/** For each cell along a side of a part: the window and the cell in it that lie nearest. */
function cellsAt(
  at: number,
  side: number,
  grid: number,
  windows: readonly number[],
): (readonly [window: number, cell: number])[] {
  return Array.from({ length: grid }, (_, cell) => {
    const place = at + (cell * side) / grid;
    let best: readonly [number, number] = [0, 0];
    let least = Infinity;
    for (const [window, start] of windows.entries()) {
      const other = Math.min(grid - 1, Math.max(0, Math.round(((place - start) / side) * grid)));
      const off = Math.abs(start + (other * side) / grid - place);
      if (off < least) [best, least] = [[window, other], off];
    }
    return best;
  });
}

function dot(
  a: Float32Array,
  fromA: number,
  b: Float32Array,
  fromB: number,
  width: number,
): number {
  let sum = 0;
  for (let index = 0; index < width; index += 1) {
    sum += (a[fromA + index] ?? 0) * (b[fromB + index] ?? 0);
  }
  return sum;
}
