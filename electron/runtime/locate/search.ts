import type { Box } from '../../../shared/image';

/** A part of a picture and how near its features are (mean cosine of its visual tokens, -1 to 1). */
export interface Located extends Box {
  readonly similarity: number;
}

/** Sides of the first parts looked at, as shares of the picture's short side. */
export const SIDES = [1, 1 / 2, 1 / 3, 1 / 4] as const;
/** Most places of one size along a side; a very long picture is looked at with gaps. */
const MOST_PLACES = 16;
/** Shortest side of a part, as a share of the short side. */
const LEAST_SIDE = 1 / 8;
/** Rounds of looking closer: how many of the best are kept, and how far around them is looked. */
const ROUNDS = [
  { kept: 4, move: 1 / 4, grow: 1.25 },
  { kept: 2, move: 1 / 8, grow: 1.12 },
] as const;

/**
 * The square part of a picture that is nearest by a measure: first a raster of places and sizes,
 * then closer around the best of them. The same picture and measure give the same part.
 *
 * @param measure similarity of a part; may throw to end the search
 * @param first what is looked at first, where more is known than the picture's size
 */
export async function nearest(
  picture: { readonly width: number; readonly height: number },
  measure: (box: Box) => Promise<number>,
  first: readonly Box[] = raster(picture),
): Promise<Located> {
  const known = new Map<string, Located>();
  const look = async (box: Box): Promise<void> => {
    const key = keyOf(box);
    if (!known.has(key)) known.set(key, { ...box, similarity: await measure(box) });
  };
  const best = (count: number): Located[] =>
    [...known.values()].sort((a, b) => b.similarity - a.similarity).slice(0, count);

  for (const box of first) await look(box);
  for (const { kept, move, grow } of ROUNDS) {
    for (const box of best(kept)) {
      for (const other of around(box, move, grow)) {
        const inside = within(other, picture);
        if (inside) await look(inside);
      }
    }
  }
  const [found] = best(1);
  if (!found) throw new RangeError('A picture without pixels has no parts.');
  return found;
}

/** The same for parts that differ by less than a pixel shows. */
export const keyOf = ({ x, y, width }: Box): string =>
  [x, y, width].map((value) => value.toFixed(2)).join();

/** Squares of several sizes that overlap by half and reach every edge. */
export function raster({
  width,
  height,
}: {
  readonly width: number;
  readonly height: number;
}): Box[] {
  const short = Math.min(width, height);
  return SIDES.flatMap((share) => {
    const side = short * share;
    return spread(height, side, 1 / 2, MOST_PLACES).flatMap((y) =>
      spread(width, side, 1 / 2, MOST_PLACES).map((x) => ({ x, y, width: side, height: side })),
    );
  });
}

/**
 * Places of parts along a length, from end to end, at most a share of their side apart.
 *
 * @param most how many at most; then they lie further apart
 */
export function spread(length: number, side: number, share: number, most: number): number[] {
  const free = length - side;
  if (free <= 0) return [0];
  const count = Math.min(most, Math.ceil(free / (side * share) - 1e-9));
  return Array.from({ length: count + 1 }, (_, place) => (free * place) / count);
}

function around({ x, y, width: side }: Box, move: number, grow: number): Box[] {
  const step = side * move;
  const sized = (factor: number): Box => {
    const other = side * factor;
    const shift = (side - other) / 2;
    return { x: x + shift, y: y + shift, width: other, height: other };
  };
  const moved = [-1, 0, 1].flatMap((right) =>
    [-1, 0, 1].map((down) => ({
      x: x + right * step,
      y: y + down * step,
      width: side,
      height: side,
    })),
  );
  return [...moved, sized(grow), sized(1 / grow)];
}

/** A square moved into the picture; nothing when it is too small or does not fit at all. */
function within(
  { x, y, width: side }: Box,
  picture: { readonly width: number; readonly height: number },
): Box | undefined {
  const short = Math.min(picture.width, picture.height);
  if (side > short || side < short * LEAST_SIDE) return undefined;
  return {
    x: Math.min(Math.max(0, x), picture.width - side),
    y: Math.min(Math.max(0, y), picture.height - side),
    width: side,
    height: side,
  };
}
