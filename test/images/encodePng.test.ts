import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { encodePng } from '../../electron/images/encodePng';

describe('a PNG of our own', () => {
  // Catches rows, colours or checksums that another reader takes for something else.
  it('is read by a library as the pixels that were written', async () => {
    const [width, height] = [37, 21];
    const pixels = Uint8Array.from(
      { length: width * height * 3 },
      (_, place) => (place * 7919) % 256,
    );
    const { data, info } = await sharp(encodePng(pixels, width, height), { failOn: 'warning' })
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect(info).toMatchObject({ width, height, channels: 3 });
    expect(data.equals(Buffer.from(pixels))).toBe(true);
  });

  it('refuses pixels that do not fill it', () => {
    expect(() => encodePng(new Uint8Array(11), 2, 2)).toThrow('do not fill');
  });
});
