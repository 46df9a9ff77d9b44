import { boundedSize, pngOf } from './canvas';
import { ClipError, timesOf, type ReadClip, type ReadFrame, type ReadOptions } from './clip';

const MICROSECONDS = 1e6;
/** What a frame without a duration is shown for, as browsers do (seconds). */
const PLAIN_DURATION = 0.1;

/**
 * Reads an animated picture (GIF, WebP, PNG).
 *
 * @throws ClipError when it cannot be decoded
 */
export async function readAnimation(
  file: Blob,
  type: string,
  options: ReadOptions,
): Promise<ReadClip> {
  const decoder = new ImageDecoder({ data: await file.arrayBuffer(), type });
  try {
    await decoder.tracks.ready;
    await decoder.completed;
  } catch {
    throw new ClipError('unreadable');
  }
  const count = decoder.tracks.selectedTrack?.frameCount ?? 0;
  if (count === 0) throw new ClipError('noFrames');
  const starts: number[] = [];
  let duration = 0;
  for (let index = 0; index < count; index += 1) {
    if (options.signal.aborted) break;
    const { image } = await decode(decoder, index);
    starts.push(duration);
    duration += (image.duration ?? 0) / MICROSECONDS || PLAIN_DURATION;
    image.close();
  }
  const times = timesOf(duration, options.rate, options.most);
  // Several wanted times may lie within one frame: it is taken once.
  const places = [
    ...new Set(
      times.map((time) =>
        Math.max(
          0,
          starts.findLastIndex((start) => start <= time + 1e-6),
        ),
      ),
    ),
  ];
  options.onTotal(places.length);
  const sampled = times.length < Math.ceil(duration * options.rate - 1e-6);
  return {
    // Frames that are shown for longer than was asked for are fewer a second.
    rate: sampled || places.length < times.length ? places.length / duration : options.rate,
    sampled,
    frames: framesOf(decoder, places, starts, options.signal),
  };
}

const decode = (decoder: ImageDecoder, frameIndex: number): Promise<ImageDecodeResult> =>
  decoder.decode({ frameIndex }).catch(() => {
    throw new ClipError('unreadable');
  });

async function* framesOf(
  decoder: ImageDecoder,
  places: readonly number[],
  starts: readonly number[],
  signal: AbortSignal,
): AsyncGenerator<ReadFrame> {
  for (const place of places) {
    if (signal.aborted) return;
    const { image } = await decode(decoder, place);
    const { width, height } = boundedSize(image.displayWidth, image.displayHeight);
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext('2d');
    context?.drawImage(image, 0, 0, width, height);
    image.close();
    yield { png: await pngOf(canvas), time: starts[place] ?? 0 };
  }
}
