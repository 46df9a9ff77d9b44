import { PDFDocument, PDFName, PDFNumber, PDFRawStream, rgb } from '@cantoo/pdf-lib';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { PaperPictures } from '../../electron/archive/pdf/paper';
import { plainPng } from '../../electron/archive/pdf/plainPng';
import { numberOf, standIn } from '../../electron/archive/pdf/standIn';
import type { ShownPicture } from '../../electron/archive/exportedImages';
import { deflateSync } from 'node:zlib';

const create = { width: 40, height: 30, channels: 3, background: '#336699' } as const;

const shown = (bytes: Uint8Array): ShownPicture => ({
  bytes,
  mediaType: 'image/png',
  name: 'a.png',
});

/** A PDF with pictures as Chromium writes them: raw pixels, compressed. */
async function printed(pictures: readonly Uint8Array[]): Promise<Uint8Array> {
  const document = await PDFDocument.create();
  document.addPage().drawRectangle({ color: rgb(1, 1, 1) });
  for (const picture of pictures) {
    const { data, info } = await sharp(picture)
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    const dict = document.context.obj({
      Type: 'XObject',
      Subtype: 'Image',
      Width: info.width,
      Height: info.height,
      ColorSpace: 'DeviceRGB',
      BitsPerComponent: 8,
      Filter: 'FlateDecode',
    });
    document.context.register(PDFRawStream.of(dict, deflateSync(data)));
  }
  return document.save({ useObjectStreams: false });
}

async function picturesIn(pdf: Uint8Array): Promise<[number, Uint8Array][]> {
  const { context } = await PDFDocument.load(pdf);
  return context.enumerateIndirectObjects().flatMap(([, object]): [number, Uint8Array][] => {
    if (!(object instanceof PDFRawStream)) return [];
    if (object.dict.get(PDFName.of('Subtype')) !== PDFName.of('Image')) return [];
    const width = object.dict.lookup(PDFName.of('Width'), PDFNumber).asNumber();
    return [[width, object.contents]];
  });
}

describe('pictures on paper', () => {
  // Fault: a picture in the place of another one, or one of which a pixel was changed.
  it('take the places of their stand-ins with the pixels of their files', async () => {
    const first = await sharp({ create }).png().toBuffer();
    const second = await sharp({ create: { ...create, width: 50, background: 'red' } })
      .png({ palette: true })
      .toBuffer();
    const paper = new PaperPictures();
    const files = new Map([
      ['first', first],
      ['second', second],
    ]);
    const placed = [...files].map(([hash, bytes]) => paper.place(hash, shown(bytes)).bytes);
    expect(placed.every((bytes) => bytes.length < 120)).toBe(true);
    const pdf = await paper.putIn(await printed([...placed].reverse()), (hash) =>
      Promise.resolve(shown(files.get(hash) ?? first)),
    );
    const found = await picturesIn(pdf ?? new Uint8Array());
    const pixelsOf = (bytes: Uint8Array) => Buffer.from(plainPng(bytes)?.pixels ?? []);
    expect(found.map(([width]) => width)).toEqual([50, 40]);
    expect(found.map(([, bytes]) => Buffer.from(bytes))).toEqual([
      pixelsOf(second),
      pixelsOf(first),
    ]);
  });

  // Fault: an export that silently lacks a picture, since the printer wrote its stand-in otherwise.
  it('say when one of them found no place', async () => {
    const paper = new PaperPictures();
    const picture = shown(await sharp({ create }).png().toBuffer());
    paper.place('first', picture);
    expect(await paper.putIn(await printed([]), () => Promise.resolve(picture))).toBeUndefined();
    expect(
      await paper.putIn(new Uint8Array([37, 80]), () => Promise.resolve(picture)),
    ).toBeUndefined();
  });

  // Fault: transparency, colours or turns that are lost when the file's own pixels are taken.
  it.each([
    ['transparency', () => sharp({ create: { ...create, channels: 4 } }).png()],
    ['interlacing', () => sharp({ create }).png({ progressive: true })],
    ['16 bits', () => sharp({ create }).toColourspace('rgb16').png()],
    ['a profile', () => sharp({ create }).withIccProfile('p3').png()],
    ['JPEG', () => sharp({ create }).jpeg()],
  ])('with %s are drawn by Chromium', async (_, make) => {
    expect(plainPng(await make().toBuffer())).toBeUndefined();
  });

  // Fault: two pictures with one stand-in, or a small picture of a person taken for one.
  it('have stand-ins of their own, which nothing else is taken for', async () => {
    for (const number of [0, 1, 996, 997, 5000]) {
      const { width, height, png } = standIn(number);
      const pixels = await sharp(png).removeAlpha().raw().toBuffer();
      expect(numberOf(width, height, pixels)).toBe(number);
      expect(numberOf(width, height, new Uint8Array(pixels.length))).toBeUndefined();
    }
  });
});
