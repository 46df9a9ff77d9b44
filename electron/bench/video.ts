import { writeFile } from 'node:fs/promises';
import {
  BufferTarget,
  EncodedPacket,
  EncodedVideoPacketSource,
  Output,
  WebMOutputFormat,
} from 'mediabunny';
import type { Packet } from './workbenchPage';

/** Writes encoded packets of 1,920 x 1,080 as a WebM. */
export async function writeWebm(
  file: string,
  packets: readonly Packet[],
  rate: number,
): Promise<void> {
  const target = new BufferTarget();
  const output = new Output({ format: new WebMOutputFormat(), target });
  const source = new EncodedVideoPacketSource('vp8');
  output.addVideoTrack(source, { frameRate: rate });
  await output.start();
  for (const { bytes, key, time } of packets) {
    const data = new Uint8Array(Buffer.from(bytes, 'base64'));
    const packet = new EncodedPacket(data, key ? 'key' : 'delta', time, 1 / rate);
    await source.add(packet, {
      decoderConfig: { codec: 'vp8', codedWidth: 1920, codedHeight: 1080 },
    });
  }
  await output.finalize();
  if (!target.buffer) throw new Error('The video was not written.');
  await writeFile(file, new Uint8Array(target.buffer));
}
