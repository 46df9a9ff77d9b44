import {
  BufferTarget,
  CanvasSource,
  getFirstEncodableVideoCodec,
  Mp4OutputFormat,
  Output,
  QUALITY_HIGH,
  WebMOutputFormat,
} from 'mediabunny';
import { drawSquare } from '../similarity';

/** Side of the video in pixels; encoders want even sides. */
const SIDE = 512;

/** Thrown where this machine can encode none of the format's codecs. */
class NoEncoderError extends Error {
  override readonly name = 'NoEncoderError';
}

/**
 * A WebM or MP4 of kept pictures.
 *
 * @throws NoEncoderError
 */
export async function writeVideo(
  images: readonly string[],
  framesPerSecond: number,
  kind: 'webm' | 'mp4',
): Promise<Uint8Array<ArrayBuffer>> {
  const format = kind === 'mp4' ? new Mp4OutputFormat() : new WebMOutputFormat();
  const codec = await getFirstEncodableVideoCodec(format.getSupportedVideoCodecs(), {
    width: SIDE,
    height: SIDE,
  });
  if (!codec) throw new NoEncoderError(kind);
  const target = new BufferTarget();
  const output = new Output({ format, target });
  const canvas = new OffscreenCanvas(SIDE, SIDE);
  const context = canvas.getContext('2d');
  const source = new CanvasSource(canvas, { codec, bitrate: QUALITY_HIGH });
  output.addVideoTrack(source, { frameRate: framesPerSecond });
  await output.start();
  for (const [place, image] of images.entries()) {
    context?.drawImage(await drawSquare(image, SIDE), 0, 0);
    await source.add(place / framesPerSecond, 1 / framesPerSecond);
  }
  await output.finalize();
  if (!target.buffer) throw new NoEncoderError(kind);
  return new Uint8Array(target.buffer);
}
