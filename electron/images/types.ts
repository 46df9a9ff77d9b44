import type { Box } from '../../shared/image';

/** A picture as a file of some kind, before anything is known of it. */
export interface ImageFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** A picture that was looked at whole and found good, with what is to be kept of it. */
export interface InspectedImage {
  /** The file to keep: the given one, or another writing of it that the window can show. */
  readonly bytes: Uint8Array;
  readonly mediaType: string;
  /** Size in pixels as it is shown (turned upright). */
  readonly width: number;
  readonly height: number;
  /** What was done to it, in words; empty for nothing. */
  readonly note: string;
}

/** A picture written as PNG and its size in pixels. */
export interface WrittenImage {
  readonly bytes: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** A drawn picture and the one that it is put back into. */
export interface PutBackRequest {
  readonly drawn: Uint8Array;
  readonly original: Uint8Array;
  /** The part of the original that was shown to the model; absent for all of it, padded. */
  readonly box?: Box;
}

/** What is done with the pixels of pictures; elsewhere than in the main process, see `worker.ts`. */
export interface ImageTools {
  /** Looks at a picture; refuses with a sentence what is none, damaged or too large. */
  inspect(file: ImageFile): Promise<InspectedImage>;
  /** A picture of any kept kind written as PNG, upright and without its metadata. */
  asPng(bytes: Uint8Array): Promise<Uint8Array>;
  /** A small WebP of a kept picture. */
  thumbnail(bytes: Uint8Array): Promise<Uint8Array>;
  /** Mean absolute difference of two PNGs of one size over all their channels, 0 to 255. */
  difference(first: Uint8Array, second: Uint8Array): Promise<number>;
  /** A part of a picture as PNG, in the picture's own resolution. */
  crop(bytes: Uint8Array, box: Box): Promise<WrittenImage>;
  /** A drawn square put back into the picture that it was made from, at that one's size. */
  putBack(request: PutBackRequest): Promise<WrittenImage>;
}

/** Looks at a picture whole; refuses with a sentence what is none, damaged or too large. */
export type Inspect = (file: ImageFile) => Promise<InspectedImage>;
