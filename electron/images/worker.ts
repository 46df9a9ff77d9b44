/**
 * The process that decodes pictures from outside: hostile files are read here and nowhere near the
 * store. It ends without harm when a decoder fails; the next picture starts it again.
 */
import { serve } from '../process/server';
import type { ImageCalls } from './calls';
import { asPng, inspectPicture, meanDifference, thumbnail } from './inspect';
import { cropPicture, putBack } from './regions';

serve<ImageCalls>({
  inspect: inspectPicture,
  asPng,
  thumbnail,
  difference: (images) => meanDifference(...images),
  crop: (request) => cropPicture(...request),
  putBack,
});
