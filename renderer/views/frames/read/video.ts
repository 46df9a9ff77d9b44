import { ALL_FORMATS, BlobSource, CanvasSink, Input, type InputVideoTrack } from 'mediabunny';
import { framesAt } from './atTimes';
import { boundedSize, pngOf } from './canvas';
import { codecNamed } from './codecs';
import { ClipError, timesOf, type ReadClip, type ReadFrame, type ReadOptions } from './clip';

/**
 * Reads a video (mp4, mov, webm, mkv) by the window's own decoders.
 *
 * @throws ClipError for a file without a video, of an unknown kind or codec
 */
export async function readVideo(file: Blob, options: ReadOptions): Promise<ReadClip> {
  const input = new Input({ source: new BlobSource(file), formats: ALL_FORMATS });
  if (!(await input.canRead())) throw new ClipError('unreadable');
  const track = await input.getPrimaryVideoTrack();
  if (!track) throw new ClipError('noVideo');
  if ((await track.getCodec()) === null || !(await track.canDecode())) {
    throw new ClipError('unknownCodec', await codecName(track));
  }
  // Some containers begin above zero; what lies before the first frame shows nothing.
  const first = await track.getFirstTimestamp();
  const end = await track.computeDuration();
  const duration = end - first;
  if (!(duration > 0)) throw new ClipError('noFrames');
  const times = timesOf(duration, options.rate, options.most);
  options.onTotal(times.length);
  const rate =
    times.length < Math.ceil(duration * options.rate - 1e-6)
      ? times.length / duration
      : options.rate;
  return {
    rate,
    sampled: rate !== options.rate,
    frames: framesOf(track, times, first, options.signal),
  };
}

async function codecName(track: InputVideoTrack): Promise<string> {
  const codec = (await track.getCodec()) ?? (await track.getInternalCodecId());
  const id = codec instanceof Uint8Array ? String.fromCharCode(...codec.slice(0, 8)) : codec;
  return codecNamed(String(id ?? ''));
}

async function* framesOf(
  track: InputVideoTrack,
  times: readonly number[],
  first: number,
  signal: AbortSignal,
): AsyncGenerator<ReadFrame> {
  const size = boundedSize(await track.getDisplayWidth(), await track.getDisplayHeight());
  const sink = new CanvasSink(track, { ...size, fit: 'contain', poolSize: 3 });
  const wanted = times.map((time) => time + first);
  for await (const { found, index } of framesAt(sink, wanted)) {
    if (signal.aborted) return;
    yield { png: await pngOf(found.canvas), time: times[index] ?? 0 };
  }
}
