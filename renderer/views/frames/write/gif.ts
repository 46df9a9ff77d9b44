import { applyPalette, GIFEncoder, quantize } from 'gifenc';
import { squareOf, SQUARE } from '../similarity';

/** Colours of one frame; a GIF has room for no more. */
const COLOURS = 256;

/**
 * An endless GIF of kept pictures.
 *
 * @param framesPerSecond held within what viewers of GIFs keep to (50 a second)
 */
export async function writeGif(
  images: readonly string[],
  framesPerSecond: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const encoder = GIFEncoder();
  const delay = Math.max(20, Math.round(1000 / framesPerSecond));
  for (const image of images) {
    const { data } = await squareOf(image);
    const palette = quantize(data, COLOURS);
    encoder.writeFrame(applyPalette(data, palette), SQUARE, SQUARE, { palette, delay, repeat: 0 });
  }
  encoder.finish();
  return new Uint8Array(encoder.bytes());
}
