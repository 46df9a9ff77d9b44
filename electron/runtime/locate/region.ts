import path from 'node:path';
import { meanCosine } from '../../../shared/assignment';
import { boxWithin, type Box } from '../../../shared/image';
import type { Manifest } from '../../../shared/manifest';
import { AppError } from '../../../shared/ipc/errors';
import { t } from '../../../shared/i18n/translate';
import { Tensor } from '../onnxruntime';
import { MAX_INTEGRAL_PIXELS, IntegralImage } from './integralImage';
import { numbersOf } from '../numbers';
import { keyOf, nearest, type Located } from './search';
import { decoded, normalised, readPicture } from '../inputImage';
import type { Sessions } from '../sessions';
import { yieldToEventLoop } from '../async';
import { coarsePass } from './coarsePass';
import type { LocateRequest } from '../types';
import { throwIfAborted } from '../../../shared/task';

/** The search looks at a picture whose short side is at most this many encoder inputs long. */
const INPUTS_ACROSS = 8;

interface Looking {
  readonly manifest: Manifest;
  readonly sessions: Pick<Sessions, 'encoder'>;
}

/**
 * The part of a picture whose encoder features are nearest given visual tokens; with a box, how
 * near that part is.
 *
 * @throws AppError `input` for tokens of another package, a box outside of the picture or a
 *   picture that cannot be read; `cancelled` when stopped
 */
export async function locateIn(
  { manifest, sessions }: Looking,
  request: LocateRequest,
  signal?: AbortSignal,
): Promise<Located> {
  const { inputSize, preprocess, grid, visualTokens, featureWidth } = manifest.visionEncoder;
  const { mean, std } = preprocess;
  if (request.tokens.length !== visualTokens * featureWidth) {
    throw new AppError('input', t('runtime.imaginedByOther'));
  }
  const bytes = await readPicture(request.path);
  const picture = await decoded(bytes, path.basename(request.path), (width, height) => {
    const long = Math.max(width, height) / Math.min(width, height);
    return Math.min(inputSize * INPUTS_ACROSS * long, Math.sqrt(MAX_INTEGRAL_PIXELS * long));
  });
  const integral = new IntegralImage(picture);
  const look = async (box: Box): Promise<Float32Array> => {
    await yieldToEventLoop();
    throwIfAborted(signal, 'runtime.searchStopped');
    const values = normalised(integral.square(box, inputSize), mean, std);
    const pixels = new Tensor('float32', values, [1, 3, inputSize, inputSize]);
    return numbersOf(await sessions.encoder.run({ pixels }), 'tokens');
  };
  const see = once(look);
  const measure = async (box: Box): Promise<number> =>
    meanCosine(request.tokens, await see(box), visualTokens);
  const scale = picture.fullWidth / picture.width;
  if (request.box) {
    checkBox(request.box, picture.fullWidth, picture.fullHeight);
    return { ...request.box, similarity: await measure(scaled(request.box, 1 / scale)) };
  }
  const wanted = { tokens: request.tokens, grid, see };
  const found = await nearest(picture, measure, await coarsePass(picture, wanted));
  // Rounding while the picture was shrunk may carry the part over the edge.
  const { fullWidth, fullHeight } = picture;
  const part = boxWithin(scaled(found, scale), fullWidth, fullHeight);
  return { ...part, similarity: found.similarity };
}

/** Sees each part once; a part that is looked at again is remembered. */
function once(look: (box: Box) => Promise<Float32Array>): (box: Box) => Promise<Float32Array> {
  const seen = new Map<string, Float32Array>();
  return async (box) => {
    const key = keyOf(box);
    const known = seen.get(key) ?? (await look(box));
    seen.set(key, known);
    return known;
  };
}

const scaled = ({ x, y, width, height }: Box, by: number): Box => ({
  x: x * by,
  y: y * by,
  width: width * by,
  height: height * by,
});

function checkBox({ x, y, width, height }: Box, fullWidth: number, fullHeight: number): void {
  const inside = x >= 0 && y >= 0 && x + width <= fullWidth + 1 && y + height <= fullHeight + 1;
  if (inside && width >= 1 && height >= 1) return;
  throw new AppError('input', t('runtime.markOutside'));
}
