/** How near a predicted frame is to the true one, as the model sees both. */
import { ssim } from 'ssim.js';
import { imageUrl } from '../../../shared/ipc/contract';
import { paddedPlace } from '../../../shared/image';

/** Side in pixels of the squares that are compared and exported. */
export const SQUARE = 256;

const known = new Map<string, Promise<ImageData>>();
/** Squares that are kept in memory. */
const MOST_KNOWN = 64;

/** A kept picture in a white square, as the model sees it. */
export function squareOf(image: string): Promise<ImageData> {
  const there = known.get(image);
  if (there) return there;
  const made = drawSquare(image).then((canvas) =>
    contextOf(canvas).getImageData(0, 0, SQUARE, SQUARE),
  );
  known.set(image, made);
  const oldest = known.keys().next().value;
  if (known.size > MOST_KNOWN && oldest !== undefined) known.delete(oldest);
  return made;
}

/** A kept picture drawn into a white square. */
export async function drawSquare(image: string, side = SQUARE): Promise<OffscreenCanvas> {
  const picture = new Image();
  picture.crossOrigin = 'anonymous';
  picture.src = imageUrl(image);
  await picture.decode();
  const canvas = new OffscreenCanvas(side, side);
  const context = contextOf(canvas);
  const { x, y, width, height } = paddedPlace(picture.naturalWidth, picture.naturalHeight, side);
  context.fillStyle = '#fff';
  context.fillRect(0, 0, side, side);
  context.imageSmoothingQuality = 'high';
  context.drawImage(picture, x, y, width, height);
  return canvas;
}

function contextOf(canvas: OffscreenCanvas): OffscreenCanvasRenderingContext2D {
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('This machine draws no canvas.');
  return context;
}

/** Structural similarity of two kept pictures (Wang et al. 2004), 1 for the same. */
async function similarity(first: string, second: string): Promise<number> {
  const [a, b] = await Promise.all([squareOf(first), squareOf(second)]);
  return ssim(a, b).mssim;
}

export interface Figure {
  readonly predicted: number;
  /** The same for a prediction that only repeats the given frame nearest in time. */
  readonly repeated: number;
}

/**
 * A predicted frame against the true one, beside the baseline of repeating the last frame.
 *
 * @param last the given frame that the prediction goes on from
 */
export async function figureOf(predicted: string, truth: string, last: string): Promise<Figure> {
  return { predicted: await similarity(predicted, truth), repeated: await similarity(last, truth) };
}
