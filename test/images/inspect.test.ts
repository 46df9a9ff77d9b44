import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { asPng, inspectPicture } from '../../electron/images/inspect';
import { squareOf } from '../../electron/runtime/inputImage';
import { hollowPng } from './emptyPicture';
import { AppError } from '../../shared/ipc/errors';

/** A picture of 30 x 20 pixels, red on the left and blue on the right. */
const source = sharp({
  create: { width: 30, height: 20, channels: 3, background: '#ff0000' },
}).composite([
  {
    input: { create: { width: 15, height: 20, channels: 3, background: '#0000ff' } },
    left: 15,
    top: 0,
  },
]);

const look = (bytes: Uint8Array) => inspectPicture({ name: 'cat.png', bytes });

async function refusal(bytes: Uint8Array): Promise<string> {
  try {
    await look(bytes);
  } catch (error) {
    if (error instanceof AppError && error.code === 'input') return error.message;
    throw error;
  }
  throw new Error('It was taken.');
}

describe('pictures that are taken', () => {
  // Fault: a file that is changed on its way in although nothing had to be done.
  it.each(['png', 'jpeg', 'webp', 'avif', 'gif'] as const)(
    'a plain %s is kept as it is',
    async (format) => {
      const bytes = await source.clone().toFormat(format).toBuffer();
      const taken = await look(bytes);
      expect(taken).toMatchObject({
        mediaType: `image/${format}`,
        width: 30,
        height: 20,
        note: '',
      });
      expect(Buffer.from(taken.bytes).equals(bytes)).toBe(true);
    },
  );

  // Fault: width and height exchanged for phone photographs, so that the window shows them squeezed.
  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'EXIF orientation %i has the size that is seen',
    async (orientation) => {
      const bytes = await source.clone().jpeg().withMetadata({ orientation }).toBuffer();
      const { width, height, note } = await look(bytes);
      expect([width, height]).toEqual(orientation >= 5 ? [20, 30] : [30, 20]);
      expect(note).toBe(orientation === 1 ? '' : 'It was turned upright.');
      const png = await sharp(await asPng(bytes)).metadata();
      expect([png.width, png.height, png.orientation]).toEqual([width, height, undefined]);
    },
  );

  // Fault: something done to a picture that the person is not told.
  it('says what is done: frames, print colours, 16 bits, TIFF', async () => {
    const frames = await sharp(
      await Promise.all(
        ['red', 'lime', 'blue'].map((background) =>
          sharp({ create: { width: 8, height: 8, channels: 3, background } })
            .png()
            .toBuffer(),
        ),
      ),
      { join: { animated: true } },
    )
      .gif()
      .toBuffer();
    expect((await look(frames)).note).toBe('Only the first of its 3 frames is seen by the model.');
    const print = await source.clone().toColourspace('cmyk').jpeg().toBuffer();
    expect((await look(print)).note).toBe('Its print colours were turned into screen colours.');
    const deep = await source.clone().toColourspace('rgb16').png().toBuffer();
    expect((await look(deep)).note).toBe('Its 16 bits a colour are read as 8.');
    const tiff = await look(await source.clone().tiff().toBuffer());
    expect(tiff).toMatchObject({
      mediaType: 'image/png',
      width: 30,
      height: 20,
      note: 'It is kept as PNG.',
    });
    expect((await sharp(tiff.bytes).metadata()).format).toBe('png');
  });
});

const damaged = async (): Promise<[string, Uint8Array, RegExp][]> => {
  const noise = sharp(
    Buffer.from(Array.from({ length: 64 * 64 * 3 }, (_, index) => (index * 7919) % 251)),
    {
      raw: { width: 64, height: 64, channels: 3 },
    },
  );
  const [png, jpeg, webp] = await Promise.all([
    noise.clone().png().toBuffer(),
    noise.clone().jpeg().toBuffer(),
    noise.clone().webp().toBuffer(),
  ]);
  const half = (bytes: Buffer): Uint8Array => bytes.subarray(0, bytes.length >> 1);
  const text = (words: string): Uint8Array => new TextEncoder().encode(words);
  return [
    ['nothing', new Uint8Array(), /not a picture/],
    ['words', text('a diary'), /not a picture/],
    ['half a PNG', half(png), /damaged/],
    ['half a JPEG', half(jpeg), /damaged/],
    ['half a WebP', half(webp), /damaged/],
    ['a drawing', text('<svg xmlns="http://www.w3.org/2000/svg"/>'), /SVG/],
    [
      'a drawing behind a comment',
      text('<?xml version="1.0"?><!-- hi --><svg xmlns="http://www.w3.org/2000/svg"></svg>'),
      /SVG/,
    ],
    ['a page', text('<!doctype html><img>'), /not a picture/],
    ['20,000 x 20,000 pixels', hollowPng(20_000, 20_000), /100 million/],
  ];
};

describe('what is refused', async () => {
  // Fault: a broken or hostile file that is kept, or refused without saying what to do.
  it.each(await damaged())('%s', async (_, bytes, sentence) => {
    expect(await refusal(bytes)).toMatch(sentence);
  });

  // Fault: the window takes what the model's process then refuses, or the other way round.
  it.each(await damaged())('by the runtime too: %s', async (_, bytes, sentence) => {
    await expect(squareOf(Buffer.from(bytes), 'cat.png', 32)).rejects.toThrow(sentence);
  });
});
