import type { OpenedPackage } from '../runtime/package';
import type { Sessions } from '../runtime/sessions';
import { openPictureDecoder } from '../runtime/visualizer/pictureDecoder';
import { drawingBounds } from '../../shared/manifest';
import { median, quantile } from './figures';
import { timed } from './language';

/** Times of drawing, in milliseconds. */
export interface DrawingSpeed {
  /** From the last visual token to the first picture on the way. */
  readonly preview: number;
  /** From the last visual token to the final pixels. */
  readonly picture: number;
  /** The longest single step, beside which a stop waits. */
  readonly step: number;
}

/** Draws the same visual tokens several times with the package's default settings. */
export async function timeDrawing(
  sessions: Sessions,
  { manifest }: OpenedPackage,
  rounds: number,
): Promise<DrawingSpeed> {
  const decoder = openPictureDecoder(sessions, manifest);
  const { guidance, steps } = drawingBounds(manifest);
  const settings = { guidance: guidance.default, steps: steps.default, variation: 0 };
  const previews: number[] = [];
  const pictures: number[] = [];
  const single: number[] = [];
  for (let seed = 0; seed < rounds; seed += 1) {
    const drawing = decoder.begin(anyTokens(manifest.visionEncoder), { ...settings, seed });
    let spent = 0;
    let seen = false;
    while (!drawing.picture) {
      let shown = false;
      const step = await timed(async () => {
        shown = (await drawing.advance()) !== undefined;
      });
      single.push(step);
      spent += step;
      if (shown && !seen) previews.push(spent);
      seen ||= shown;
    }
    pictures.push(spent);
  }
  return { preview: median(previews), picture: median(pictures), step: quantile(single, 0.99) };
}

/** Visual tokens of length 1, always the same; what they show does not change the time. */
function anyTokens(encoder: {
  readonly visualTokens: number;
  readonly featureWidth: number;
}): Float32Array {
  const { visualTokens, featureWidth } = encoder;
  const value = 1 / Math.sqrt(featureWidth);
  return Float32Array.from({ length: visualTokens * featureWidth }, (_, place) =>
    place % 3 === 0 ? -value : value,
  );
}
