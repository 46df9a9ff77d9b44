import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LocalRuntime } from '../../electron/runtime/local';
import { fit, readPicture, squareOf, type Square } from '../../electron/runtime/inputImage';
import { ask, greedy } from './requests';
import { hollowPng } from '../images/emptyPicture';
import { emptyFolder, removeCopies } from './copies';
import { greatestDifference, readReference, tinyFolder } from './reference';

const SIZE = 16;

/** The colour at a place of a square. */
function at({ size, pixels }: Square, x: number, y: number): number[] {
  return [...pixels.subarray((y * size + x) * 3, (y * size + x) * 3 + 3)];
}

/** A picture of one colour. */
function plain(width: number, height: number, background: string): Sharp {
  return sharp({ create: { width, height, channels: 3, background } });
}

/** Left half red, right half blue. */
async function halves(width: number, height: number): Promise<Sharp> {
  const right = await plain(width / 2, height, '#0000ff')
    .png()
    .toBuffer();
  return plain(width, height, '#ff0000').composite([{ input: right, left: width / 2, top: 0 }]);
}

const RED = [255, 0, 0];
const BLUE = [0, 0, 255];
const WHITE = [255, 255, 255];

describe('a picture as the encoder meets it', () => {
  const read = (bytes: Buffer) => squareOf(bytes, 'test', SIZE);

  // Catches a stretch: what is not square gets white beside it.
  it('keeps its proportions on white', async () => {
    const square = await read(await (await halves(64, 32)).png().toBuffer());
    expect(at(square, 0, 8)).toEqual(RED);
    expect(at(square, 15, 8)).toEqual(BLUE);
    expect(at(square, 8, 1)).toEqual(WHITE);
    expect(at(square, 8, 14)).toEqual(WHITE);
  });

  // Catches another mean than that of the areas: two by two pixels become their mean.
  it('shrinks by the mean of areas', () => {
    const data = Uint8Array.from([0, 10, 20, 30].flatMap((value) => [value, value, value]));
    expect([...fit(data, 2, 2, 1).pixels]).toEqual([15, 15, 15]);
    const wide = fit(Uint8Array.from([0, 90, 0].flatMap((value) => [value, 0, 0])), 3, 1, 2);
    expect([...wide.pixels.subarray(0, 6)]).toEqual([30, 0, 0, 30, 0, 0]);
  });

  it('grows small pictures', async () => {
    const square = await read(await plain(3, 3, '#00ff00').png().toBuffer());
    expect(at(square, 0, 0)).toEqual([0, 255, 0]);
    expect(at(square, 15, 15)).toEqual([0, 255, 0]);
  });

  // Catches an orientation that is ignored: value 6 puts the left side on top.
  it('is turned upright by its EXIF orientation', async () => {
    const bytes = await (await halves(64, 32)).withMetadata({ orientation: 6 }).png().toBuffer();
    const square = await read(bytes);
    expect(at(square, 8, 0)).toEqual(RED);
    expect(at(square, 8, 15)).toEqual(BLUE);
    expect(at(square, 1, 8)).toEqual(WHITE);
  });

  // Catches what is transparent being shown in the colour beneath.
  it('lies over white where it is transparent', async () => {
    const background = { r: 255, g: 0, b: 0, alpha: 0 };
    const clear = sharp({ create: { width: 8, height: 8, channels: 4, background } });
    expect(at(await read(await clear.png().toBuffer()), 8, 8)).toEqual(WHITE);
    expect(at(await read(await clear.webp({ lossless: true }).toBuffer()), 8, 8)).toEqual(WHITE);
  });

  it('is read with 16 bits a colour, in grey, in CMYK and from each kind of file', async () => {
    const near = async (bytes: Buffer, expected: number[], slack: number) =>
      expect(greatestDifference(at(await read(bytes), 8, 8), expected)).toBeLessThanOrEqual(slack);
    const sixteen = await plain(8, 8, '#ff0000').toColourspace('rgb16').png().toBuffer();
    await near(sixteen, RED, 1);
    await near(await plain(8, 8, '#808080').greyscale().png().toBuffer(), [128, 128, 128], 1);
    await near(await plain(8, 8, '#ffffff').toColourspace('cmyk').jpeg().toBuffer(), WHITE, 3);
    await near(await plain(8, 8, '#ff0000').toColourspace('cmyk').tiff().toBuffer(), RED, 40);
    for (const kind of ['jpeg', 'webp', 'gif', 'avif', 'tiff'] as const) {
      await near(await plain(32, 32, '#ff0000').toFormat(kind).toBuffer(), RED, 6);
    }
  });

  // Catches frames that are joined into one tall picture.
  it('is the first frame of an animation', async () => {
    const frames = await Promise.all(
      ['#ff0000', '#0000ff'].map((colour) => plain(8, 8, colour).png().toBuffer()),
    );
    const animated = sharp(frames, { join: { animated: true } });
    for (const bytes of [await animated.gif().toBuffer(), await animated.webp().toBuffer()]) {
      expect(greatestDifference(at(await read(bytes), 8, 8), RED)).toBeLessThan(6);
    }
  });

  const refusals: readonly (readonly [string, () => Promise<Buffer>, string])[] = [
    ['words', () => Promise.resolve(Buffer.from('Just words.')), 'is not a picture'],
    ['nothing', () => Promise.resolve(Buffer.alloc(0)), 'is not a picture'],
    [
      'a drawing in SVG',
      () => Promise.resolve(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')),
      'is an SVG drawing',
    ],
    [
      'a drawing in SVG after a declaration',
      () => Promise.resolve(Buffer.from('<?xml version="1.0"?><!-- x --><svg width="1"></svg>')),
      'is an SVG drawing',
    ],
    ['a document', () => Promise.resolve(Buffer.from('%PDF-1.7\n%\u00e2')), 'is not a picture'],
    [
      'the head of a PNG alone',
      async () => (await plain(64, 64, '#fff').png().toBuffer()).subarray(0, 40),
      'is damaged',
    ],
    [
      'half a PNG',
      async () => {
        const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const;
        const create = { width: 64, height: 64, channels: 3, background: '#000', noise } as const;
        const bytes = await sharp({ create }).png().toBuffer();
        return bytes.subarray(0, bytes.length / 2);
      },
      'is damaged',
    ],
    [
      'half a JPEG',
      async () => {
        const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const;
        const create = { width: 128, height: 128, channels: 3, background: '#000', noise } as const;
        const bytes = await sharp({ create }).jpeg().toBuffer();
        return bytes.subarray(0, bytes.length / 2);
      },
      'is damaged',
    ],
  ];

  // Catches half pictures that are taken for whole ones, and kinds that carry programs.
  it.each(refusals)('is refused when it is %s', async (_what, make, words) => {
    const bytes = await make();
    await expect(read(bytes)).rejects.toMatchObject({
      name: 'AppError',
      code: 'input',
      message: expect.stringContaining(words) as string,
    });
  });

  // Catches a small file that unfolds into gigabytes: the header decides, before the decoding.
  it('is refused when it has 20,000 times 20,000 pixels', async () => {
    const bytes = hollowPng(20_000, 20_000);
    const begin = performance.now();
    await expect(read(bytes)).rejects.toThrow('more than 100 million pixels');
    expect(performance.now() - begin).toBeLessThan(1000);
  });

  it('is refused when its file is not there', async () => {
    await expect(readPicture('/nowhere/at/all.png')).rejects.toThrow('all.png cannot be read');
  });
});

describe('encoding a file', () => {
  const { value } = readReference('embedded-like');
  const runtime = new LocalRuntime();
  let file: string;

  beforeAll(async () => {
    await runtime.load({ folder: tinyFolder('embedded-like'), provider: 'cpu', threads: 1 });
    file = path.join(await emptyFolder(), 'picture.png');
    const raw = { width: 32, height: 32, channels: 3 } as const;
    await writeFile(
      file,
      await sharp(Uint8Array.from(value('encoder.picture')), { raw })
        .png()
        .toBuffer(),
    );
  });
  afterAll(async () => {
    await runtime.close();
    await removeCopies();
  });

  // Catches a change of colours or places between the file and the encoder.
  it('gives the visual tokens of the reference', async () => {
    const tokens = await runtime.encode(file);
    expect(greatestDifference(tokens, value('encoder.tokens'))).toBeLessThan(1e-4);
  });

  // Catches a picture that reaches the prompt as other tokens than the encoder gave.
  it('means in a question what its kept visual tokens mean', async () => {
    const text = { type: 'text', text: 'What is it?' } as const;
    const shown = greedy([{ role: 'user', parts: [text, { type: 'image', path: file }] }], {
      maxTokens: 20,
    });
    const tokens = await runtime.encode(file);
    const kept = greedy([{ role: 'user', parts: [{ type: 'visual', tokens }, text] }], {
      maxTokens: 20,
    });
    const [one, other] = [await ask(runtime, shown), await ask(runtime, kept)];
    expect(one.text).toBe(other.text);
    expect(one.result.tokens).toEqual(other.result.tokens);
  });

  // Catches a bad picture that ends the model instead of the question.
  it('refuses a bad picture and answers the next question', async () => {
    const bad = path.join(await emptyFolder(), 'bad.png');
    await writeFile(bad, 'no picture');
    const question = greedy([{ role: 'user', parts: [{ type: 'image', path: bad }] }]);
    await expect(ask(runtime, question)).rejects.toMatchObject({ code: 'input' });
    expect((await runtime.encode(file)).length).toBe(16 * 24);
  });
});
