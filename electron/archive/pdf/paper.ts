import {
  decodePDFRawStream,
  ParseSpeeds,
  PDFDocument,
  PDFHexString,
  PDFName,
  PDFNumber,
  PDFRawStream,
  type PDFContext,
} from '@cantoo/pdf-lib';
import type { ShownPicture } from '../exportedImages';
import { plainPng, type PlainPng } from './plainPng';
import { numberOf, standIn } from './standIn';

/**
 * Pictures of a page that is printed: Chromium would decode and compress each again, which takes most of
 * the time, so it prints stand-ins of a few pixels, which are then replaced by the pictures as they are
 * encoded, without a change to any pixel.
 */
export class PaperPictures {
  readonly #numbers = new Map<string, number>();

  /** Whether there are no stand-ins. */
  get isEmpty(): boolean {
    return this.#numbers.size === 0;
  }

  /** What is printed in place of a picture: a stand-in, or the picture itself. */
  place(hash: string, picture: ShownPicture): ShownPicture {
    if (picture.mediaType !== 'image/png' || !plainPng(picture.bytes)) return picture;
    const number = this.#numbers.get(hash) ?? this.#numbers.size;
    this.#numbers.set(hash, number);
    return { ...picture, bytes: standIn(number).png };
  }

  /**
   * Replaces the printed stand-ins by the pictures.
   *
   * @param read a picture by its hash
   * @returns the PDF; nothing unless every picture was placed
   */
  async putIn(
    pdf: Uint8Array,
    read: (hash: string) => Promise<ShownPicture | undefined>,
  ): Promise<Uint8Array | undefined> {
    const document = await PDFDocument.load(pdf, {
      updateMetadata: false,
      parseSpeed: ParseSpeeds.Fastest,
    }).catch(() => undefined);
    if (!document) return undefined;
    const { context } = document;
    const hashes = [...this.#numbers.keys()];
    const placed = new Set<string>();
    for (const [reference, object] of context.enumerateIndirectObjects()) {
      const number = object instanceof PDFRawStream ? standInOf(object) : undefined;
      const hash = number === undefined ? undefined : hashes[number];
      if (hash === undefined) continue;
      const picture = await read(hash);
      const png = picture && plainPng(picture.bytes);
      if (!png) return undefined;
      context.assign(reference, streamOf(context, png));
      placed.add(hash);
    }
    if (placed.size < hashes.length) return undefined;
    return document.save({ useObjectStreams: false, addDefaultPage: false });
  }
}

function standInOf(stream: PDFRawStream): number | undefined {
  const { dict } = stream;
  if (dict.get(PDFName.of('Subtype')) !== PDFName.of('Image')) return undefined;
  if (dict.get(PDFName.of('Filter')) !== PDFName.of('FlateDecode')) return undefined;
  const width = dict.lookup(PDFName.of('Width'), PDFNumber).asNumber();
  const height = dict.lookup(PDFName.of('Height'), PDFNumber).asNumber();
  // Other pictures need not be decoded.
  if (width > 1000 || height > 1000) return undefined;
  return numberOf(width, height, decodePDFRawStream(stream).decode());
}

function streamOf(context: PDFContext, png: PlainPng): PDFRawStream {
  const { width, height, bits, colors, palette, pixels } = png;
  const plain = colors === 3 ? 'DeviceRGB' : 'DeviceGray';
  const dict = context.obj({
    Type: 'XObject',
    Subtype: 'Image',
    Width: width,
    Height: height,
    BitsPerComponent: bits,
    ColorSpace: palette
      ? [
          'Indexed',
          'DeviceRGB',
          Math.floor(palette.length / 3) - 1,
          PDFHexString.of(Buffer.from(palette).toString('hex')),
        ]
      : plain,
    Filter: 'FlateDecode',
    DecodeParms: { Predictor: 15, Colors: colors, BitsPerComponent: bits, Columns: width },
    Length: pixels.length,
  });
  return PDFRawStream.of(dict, pixels);
}
