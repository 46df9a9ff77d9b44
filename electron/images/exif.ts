/** What of a picture's own metadata (camera, dates, place, comments) an export carries. */
export type MetadataPolicy = 'none' | 'withoutPlace' | 'all';

const ORIENTATION = 0x0112;
const PLACE = 0x8825;
const ENTRY = 12;

/** A view of the TIFF structure that EXIF is. */
class Tiff {
  readonly #view: DataView;
  readonly #little: boolean;

  constructor(private readonly bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#little = bytes[0] === 0x49;
  }

  short(at: number): number {
    return this.#view.getUint16(at, this.#little);
  }

  long(at: number): number {
    return this.#view.getUint32(at, this.#little);
  }

  /** Places of the entries of a directory. */
  entries(directory: number): number[] {
    const count = this.short(directory);
    return Array.from({ length: count }, (_, index) => directory + 2 + index * ENTRY);
  }

  find(tag: number): number | undefined {
    return this.entries(this.long(4)).find((at) => this.short(at) === tag);
  }

  /** Zeroes the values and entries of a directory, so that it says nothing. */
  empty(directory: number): void {
    const sizes = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8];
    const entries = this.entries(directory);
    for (const at of entries) {
      const size = (sizes[this.short(at + 2)] ?? 1) * this.long(at + 4);
      if (size > 4) {
        const value = this.long(at + 8);
        this.bytes.fill(0, value, Math.min(value + size, this.bytes.length));
      }
    }
    this.bytes.fill(0, directory, directory + 2 + entries.length * ENTRY);
  }
}

/** How a picture is to be turned, 1 to 8, by its EXIF; 1 where that cannot be read. */
function orientationOf(tiff: Uint8Array): number {
  try {
    const view = new Tiff(tiff);
    const at = view.find(ORIENTATION);
    const value = at === undefined ? 1 : view.short(at + 8);
    return value >= 1 && value <= 8 ? value : 1;
  } catch {
    return 1;
  }
}

/** The same EXIF without the place where it was taken; nothing when that cannot be made sure. */
export function withoutPlace(tiff: Uint8Array): Uint8Array | undefined {
  try {
    const copy = Uint8Array.from(tiff);
    const view = new Tiff(copy);
    const at = view.find(PLACE);
    if (at === undefined) return copy;
    view.empty(view.long(at + 8));
    // The entry stays in its place, so that no other moves, and leads to nothing.
    copy.fill(0, at, at + ENTRY);
    return copy;
  } catch {
    return undefined;
  }
}

/** EXIF that says nothing but how to turn the picture. */
function onlyOrientation(orientation: number): Uint8Array {
  const tiff = new Uint8Array(26);
  const view = new DataView(tiff.buffer);
  tiff.set([0x4d, 0x4d, 0, 42]);
  view.setUint32(4, 8);
  view.setUint16(8, 1);
  view.setUint16(10, ORIENTATION);
  view.setUint16(12, 3);
  view.setUint32(14, 1);
  view.setUint16(18, orientation);
  return tiff;
}

/** What becomes of EXIF: kept, cut, reduced to the orientation, or nothing of it left. */
export function reducedExif(tiff: Uint8Array, kept: MetadataPolicy): Uint8Array | undefined {
  if (kept === 'all') return tiff;
  const cut = kept === 'withoutPlace' ? withoutPlace(tiff) : undefined;
  if (cut) return cut;
  const orientation = orientationOf(tiff);
  return orientation === 1 ? undefined : onlyOrientation(orientation);
}
