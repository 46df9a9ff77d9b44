import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { inspectPicture } from '../../electron/images/inspect';

/** A TIFF of 8 x 8 pixels of the brightness 0.5, each a fraction. */
function floatTiff(): Buffer {
  const tags: readonly (readonly [tag: number, value: number])[] = [
    [256, 8],
    [257, 8],
    [258, 32],
    [259, 1],
    [262, 1],
    [273, 160],
    [277, 1],
    [278, 8],
    [279, 256],
    [339, 3],
  ];
  const bytes = Buffer.alloc(160 + 256);
  bytes.write('II*\0', 0, 'latin1');
  bytes.writeUInt32LE(8, 4);
  bytes.writeUInt16LE(tags.length, 8);
  for (const [index, [tag, value]] of tags.entries()) {
    const at = 10 + 12 * index;
    bytes.writeUInt16LE(tag, at);
    bytes.writeUInt16LE(4, at + 2);
    bytes.writeUInt32LE(1, at + 4);
    bytes.writeUInt32LE(value, at + 8);
  }
  for (let at = 160; at < bytes.length; at += 4) bytes.writeFloatLE(0.5, at);
  return bytes;
}

describe('a picture of a kind that is not read', () => {
  // Fault: a picture of fractions is taken and is black.
  it('is refused for colours that are fractions', async () => {
    const bytes = floatTiff();
    expect((await sharp(bytes).metadata()).depth).toBe('float');
    const inspected = inspectPicture({ name: 'a.tif', bytes });
    await expect(inspected).rejects.toThrow(/colours as fractions/);
  });

  // Fault: an animation that no decoder here reads is called damaged.
  it('is refused as an animation', async () => {
    const bytes = Buffer.alloc(64);
    bytes.writeUInt32BE(24, 0);
    bytes.write('ftypavis\0\0\0\0avifmif1', 4, 'latin1');
    await expect(inspectPicture({ name: 'a.avif', bytes })).rejects.toThrow(/animated AVIF/);
  });
});
