import { z } from 'zod';

/** A part of a picture in its own pixels, turned upright. */
export const boxSchema = z.strictObject({
  x: z.number().min(0),
  y: z.number().min(0),
  width: z.number().min(1),
  height: z.number().min(1),
});
export type Box = z.infer<typeof boxSchema>;
/** How a picture of any shape becomes the model's square, and where it lies in it. */

/** Where a picture lies in the square that it is padded into, in the square's whole pixels. */
export function paddedPlace(width: number, height: number, side: number): Box {
  const scale = side / Math.max(width, height);
  const across = Math.max(1, Math.round(width * scale));
  const down = Math.max(1, Math.round(height * scale));
  return { x: (side - across) >> 1, y: (side - down) >> 1, width: across, height: down };
}

/** The largest square of a picture, in its middle. */
export function middleSquare(width: number, height: number): Box {
  const side = Math.min(width, height);
  return { x: (width - side) / 2, y: (height - side) / 2, width: side, height: side };
}

/** A box moved and shrunk until it lies within a picture. */
export function boxWithin(box: Box, width: number, height: number): Box {
  const across = Math.min(width, Math.max(1, box.width));
  const down = Math.min(height, Math.max(1, box.height));
  return {
    x: Math.min(width - across, Math.max(0, box.x)),
    y: Math.min(height - down, Math.max(0, box.y)),
    width: across,
    height: down,
  };
}

/** A box on whole pixels within a picture, at least one pixel large. */
export function boxOnPixels(box: Box, width: number, height: number): Box {
  const x = Math.min(width - 1, Math.max(0, Math.round(box.x)));
  const y = Math.min(height - 1, Math.max(0, Math.round(box.y)));
  return {
    x,
    y,
    width: Math.max(1, Math.min(width - x, Math.round(box.width))),
    height: Math.max(1, Math.min(height - y, Math.round(box.height))),
  };
}
