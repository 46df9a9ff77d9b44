import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { cropPicture, putBack } from '../../electron/images/regions';

const colours = { red: [255, 0, 0], blue: [0, 0, 255], white: [255, 255, 255] } as const;

async function plain(width: number, height: number, background: string): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background } })
    .png()
    .toBuffer();
}

/** Red, green and blue at a place. */
async function at(png: Uint8Array, x: number, y: number): Promise<number[]> {
  const { data } = await sharp(png)
    .extract({ left: x, top: y, width: 1, height: 1 })
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return [...data];
}

/** A red picture with a blue part. */
async function marked(width: number, height: number): Promise<Buffer> {
  const input = await plain(10, 6, 'blue');
  return sharp(await plain(width, height, 'red'))
    .composite([{ input, left: 20, top: 4 }])
    .png()
    .toBuffer();
}

describe('parts of pictures', () => {
  // Fault: the part beside the marked one, or in another resolution.
  it('cuts out the marked part, pixel for pixel', async () => {
    const part = await cropPicture(await marked(60, 30), { x: 20.2, y: 3.8, width: 10, height: 6 });
    expect([part.width, part.height]).toEqual([10, 6]);
    for (const [x, y] of [
      [0, 0],
      [9, 5],
    ] as const) {
      expect(await at(part.bytes, x, y)).toEqual(colours.blue);
    }
  });

  // Fault: the part is cut from the picture as it lies in the file, not as it is seen.
  it('cuts in the picture turned upright', async () => {
    const turned = await sharp(await marked(60, 30))
      .rotate(90)
      .withMetadata({ orientation: 8 })
      .jpeg({ quality: 100, chromaSubsampling: '4:4:4' })
      .toBuffer();
    const part = await cropPicture(turned, { x: 21, y: 5, width: 8, height: 4 });
    expect([part.width, part.height]).toEqual([8, 4]);
    const [red = 255, , blue = 0] = await at(part.bytes, 4, 2);
    expect(blue).toBeGreaterThan(200);
    expect(red).toBeLessThan(60);
  });

  // Fault: a mark that hangs over the edge ends the program instead of being held inside.
  it('holds a part inside of the picture', async () => {
    const part = await cropPicture(await plain(8, 8, 'red'), {
      x: 6,
      y: 7.6,
      width: 40,
      height: 40,
    });
    expect([part.width, part.height]).toEqual([2, 1]);
  });

  // Fault: the padding comes back as a white band, or the picture is stretched.
  it('cuts the padding off and gives the size of the original', async () => {
    const input = await plain(256, 128, 'blue');
    const drawn = await sharp(await plain(256, 256, 'white'))
      .composite([{ input, left: 0, top: 64 }])
      .png()
      .toBuffer();
    const back = await putBack({ drawn, original: await plain(60, 30, 'red') });
    expect([back.width, back.height]).toEqual([60, 30]);
    for (const [x, y] of [
      [0, 2],
      [59, 27],
      [30, 15],
    ] as const) {
      expect(await at(back.bytes, x, y)).toEqual(colours.blue);
    }
  });

  // Fault: a cropped step covers more than the part that was shown, or lands beside it.
  it('puts a cropped step into its part and leaves the rest as it was', async () => {
    const back = await putBack({
      drawn: await plain(256, 256, 'blue'),
      original: await plain(60, 30, 'red'),
      box: { x: 10, y: 5, width: 20, height: 20 },
    });
    expect([back.width, back.height]).toEqual([60, 30]);
    expect(await at(back.bytes, 10, 5)).toEqual(colours.blue);
    expect(await at(back.bytes, 29, 24)).toEqual(colours.blue);
    expect(await at(back.bytes, 9, 5)).toEqual(colours.red);
    expect(await at(back.bytes, 30, 24)).toEqual(colours.red);
  });
});
