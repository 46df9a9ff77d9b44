import type { Sharp } from 'sharp';
import { loadSharp } from './sharp';
import type { WrittenImage, PutBackRequest } from './types';
import { type Box, paddedPlace, boxOnPixels } from '../../shared/image';
import { MOST_PIXELS, undecodable } from '../../shared/foreignPicture';

const NAMELESS = 'of this step';

interface Opened {
  readonly picture: Sharp;
  /** Size upright. */
  readonly width: number;
  readonly height: number;
}

async function opened(bytes: Uint8Array): Promise<Opened> {
  const sharp = await loadSharp();
  const options = { limitInputPixels: MOST_PIXELS, pages: 1 };
  const { autoOrient } = await sharp(bytes, options).metadata();
  return { picture: sharp(bytes, options).autoOrient(), ...autoOrient };
}

async function written(picture: Sharp): Promise<WrittenImage> {
  const { data, info } = await picture.png().toBuffer({ resolveWithObject: true });
  // An own copy: the WebAssembly build gives out shared memory, which no message carries.
  return { bytes: new Uint8Array(data), width: info.width, height: info.height };
}

const placed = ({ x, y, width, height }: Box) => ({ left: x, top: y, width, height });

/**
 * A part of a picture as PNG, in the picture's own resolution.
 *
 * @throws AppError `input` when the picture cannot be decoded
 */
export async function cropPicture(bytes: Uint8Array, box: Box): Promise<WrittenImage> {
  try {
    const { picture, width, height } = await opened(bytes);
    return await written(picture.extract(placed(boxOnPixels(box, width, height))));
  } catch (error) {
    throw undecodable(NAMELESS, error);
  }
}

/**
 * A drawn square put back: it takes the place of the part that was shown, or its padding is cut off
 * and the rest is brought to the original's size.
 *
 * @throws AppError `input` when a picture cannot be decoded
 */
export async function putBack({ drawn, original, box }: PutBackRequest): Promise<WrittenImage> {
  try {
    const whole = await opened(original);
    const { width, height } = whole;
    const square = await opened(drawn);
    if (!box) {
      const inner = placed(paddedPlace(width, height, square.width));
      return await written(square.picture.extract(inner).resize(width, height, { fit: 'fill' }));
    }
    const place = boxOnPixels(box, width, height);
    const part = square.picture.resize(place.width, place.height, { fit: 'fill' });
    const input = Buffer.from((await written(part)).bytes);
    return await written(whole.picture.composite([{ input, left: place.x, top: place.y }]));
  } catch (error) {
    throw undecodable(NAMELESS, error);
  }
}
