import type { Store } from '../store/open';
import { endOf } from './names';
import type { MetadataPolicy } from '../images/exif';
import { stripMetadata } from '../images/strip';

/** A picture as an export shows it. */
export interface ShownPicture {
  readonly bytes: Uint8Array;
  readonly mediaType: string;
  /** File name that says what it is, but not where it came from. */
  readonly name: string;
}

/** Re-encodes a picture as PNG, without its metadata. */
export type AsPng = (bytes: Uint8Array) => Promise<Uint8Array>;

/**
 * Pictures for formats that people share, without the location of photographs unless asked for. What
 * cannot be stripped is re-encoded as PNG.
 */
export class ExportedPictures {
  /** Hashes of pictures whose files were gone or damaged. */
  readonly missing = new Set<string>();
  readonly #names = new Map<string, string>();

  constructor(
    private readonly store: Pick<Store, 'images'>,
    private readonly kept: MetadataPolicy,
    private readonly asPng: AsPng,
  ) {}

  /** How many different pictures were requested and found. */
  get count(): number {
    return this.#names.size;
  }

  /** A picture, or nothing if its file is gone. */
  async get(hash: string): Promise<ShownPicture | undefined> {
    const found = await this.#read(hash).catch(() => undefined);
    if (!found) {
      this.missing.add(hash);
      return undefined;
    }
    const number = this.#names.size + 1;
    const known = this.#names.get(hash);
    const name = known ?? `${String(number).padStart(4, '0')}${endOf(found.mediaType)}`;
    this.#names.set(hash, name);
    return { ...found, name };
  }

  async #read(hash: string): Promise<Omit<ShownPicture, 'name'>> {
    const { mediaType } = this.store.images.image(hash);
    const bytes = await this.store.images.readImage(hash);
    const stripped = stripMetadata(bytes, mediaType, this.kept);
    if (stripped) return { bytes: stripped, mediaType };
    return { bytes: await this.asPng(bytes), mediaType: 'image/png' };
  }
}
