/** Real videos, made when a test needs them: encoded by the window's own encoder, written by mediabunny. */
import {
  BufferTarget,
  EncodedAudioPacketSource,
  EncodedPacket,
  EncodedVideoPacketSource,
  MovOutputFormat,
  Mp4OutputFormat,
  Output,
  WebMOutputFormat,
  type OutputFormat,
} from 'mediabunny';
import type { Page } from 'playwright';

const FORMATS = {
  mp4: () => new Mp4OutputFormat(),
  mov: () => new MovOutputFormat(),
  webm: () => new WebMOutputFormat(),
} as const satisfies Record<string, () => OutputFormat>;

export type VideoKind = keyof typeof FORMATS;

export interface MadeVideo {
  readonly kind: VideoKind;
  /** As WebCodecs names it. */
  readonly codec: string;
  readonly width: number;
  readonly height: number;
  /** When each frame begins, in seconds. Frame k is of the colour hsl(47 k). */
  readonly times: readonly number[];
  /** When the last frame ends, in seconds. */
  readonly end: number;
  /** Clockwise, in degrees; written as metadata. */
  readonly rotation?: 0 | 90 | 180 | 270;
  /** Colour of the right half of each frame. */
  readonly right?: string;
}

interface Packet {
  readonly bytes: string;
  readonly key: boolean;
}

interface Encoded {
  readonly packets: Packet[];
  readonly description: string | null;
}

/** A video file with one frame at each time. */
export async function videoOf(window: Page, made: MadeVideo): Promise<Buffer> {
  const { kind, codec, width, height, times, end, rotation = 0, right = null } = made;
  const encoded = await window.evaluate(encode, { codec, width, height, right, times });
  const source = new EncodedVideoPacketSource(
    codec.startsWith('avc1') ? 'avc' : codec.startsWith('vp09') ? 'vp9' : 'vp8',
  );
  const { output, bytes } = begun(kind);
  output.addVideoTrack(source, { rotation });
  await output.start();
  const { description } = encoded;
  const decoderConfig = {
    codec,
    codedWidth: width,
    codedHeight: height,
    ...(description === null ? {} : { description: Buffer.from(description, 'base64') }),
  };
  for (const [place, packet] of encoded.packets.entries()) {
    const time = times[place] ?? 0;
    const data = new Uint8Array(Buffer.from(packet.bytes, 'base64'));
    const duration = (times[place + 1] ?? end) - time;
    await source.add(new EncodedPacket(data, packet.key ? 'key' : 'delta', time, duration), {
      decoderConfig,
    });
  }
  await output.finalize();
  return bytes();
}

/** A file of a kind that holds sound alone. */
export async function soundAlone(kind: 'mov' | 'mp4'): Promise<Buffer> {
  const { output, bytes } = begun(kind);
  const source = new EncodedAudioPacketSource('pcm-s16');
  output.addAudioTrack(source);
  await output.start();
  const decoderConfig = { codec: 'pcm-s16', numberOfChannels: 1, sampleRate: 8000 };
  await source.add(new EncodedPacket(new Uint8Array(16_000), 'key', 0, 1), { decoderConfig });
  await output.finalize();
  return bytes();
}

/** An MP4 whose video says that it is HEVC, as telephones write it; its pictures are not needed. */
export async function hevc(): Promise<Buffer> {
  const { output, bytes } = begun('mp4');
  const source = new EncodedVideoPacketSource('hevc');
  output.addVideoTrack(source);
  await output.start();
  // The head of an hvcC record without parameter sets: main profile, level 3.1.
  const record = [1, 1, 0x60, 0, 0, 0, 0x90, 0, 0, 0, 0, 0, 93, 0xf0, 0, 0xfc, 0xfd, 0xf8, 0xf8];
  const description = new Uint8Array([...record, 0, 0, 0x0f, 0]);
  const codec = 'hvc1.1.6.L93.90';
  const decoderConfig = { codec, codedWidth: 64, codedHeight: 48, description };
  const data = new Uint8Array([0, 0, 0, 2, 0x26, 1]);
  for (const time of [0, 1]) {
    await source.add(new EncodedPacket(data, 'key', time, 1), { decoderConfig });
  }
  await output.finalize();
  return bytes();
}

function begun(kind: VideoKind): { output: Output; bytes: () => Buffer } {
  const target = new BufferTarget();
  const output = new Output({ format: FORMATS[kind](), target });
  return {
    output,
    bytes: () => {
      if (!target.buffer) throw new Error('The video was not written.');
      return Buffer.from(target.buffer);
    },
  };
}

/** Runs in the window, so it stands alone. */
async function encode(given: {
  codec: string;
  width: number;
  height: number;
  right: string | null;
  times: readonly number[];
}): Promise<Encoded> {
  const { codec, width, height, right, times } = given;
  const packets: Packet[] = [];
  let described: AllowSharedBufferSource | undefined;
  const letters = (bytes: Uint8Array): string => {
    let text = '';
    for (const byte of bytes) text += String.fromCharCode(byte);
    return btoa(text);
  };
  const encoder = new VideoEncoder({
    output: (chunk, metadata) => {
      const bytes = new Uint8Array(chunk.byteLength);
      chunk.copyTo(bytes);
      packets.push({ bytes: letters(bytes), key: chunk.type === 'key' });
      described ??= metadata?.decoderConfig?.description;
    },
    error: (error) => {
      throw error;
    },
  });
  encoder.configure({ codec, width, height, bitrate: 1e6, framerate: 30, latencyMode: 'realtime' });
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  for (const [place, time] of times.entries()) {
    if (context) {
      context.fillStyle = `hsl(${(place * 47) % 360} 80% 50%)`;
      context.fillRect(0, 0, width, height);
      if (right !== null) {
        context.fillStyle = right;
        context.fillRect(width / 2, 0, width / 2, height);
      }
    }
    const frame = new VideoFrame(canvas, { timestamp: time * 1e6 });
    encoder.encode(frame, { keyFrame: place % 30 === 0 });
    frame.close();
    while (encoder.encodeQueueSize > 8) await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await encoder.flush();
  encoder.close();
  const view =
    described === undefined
      ? null
      : ArrayBuffer.isView(described)
        ? new Uint8Array(described.buffer, described.byteOffset, described.byteLength)
        : new Uint8Array(described);
  return { packets, description: view && letters(view) };
}
