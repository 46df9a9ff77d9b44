import fs from 'node:fs';
import path from 'node:path';
import { writeWholeLater } from '../disk/whole';
import { hashOf } from '../store/files';
import type { Store } from '../store/open';
import { filesIn } from '../store/ownFiles';
import { PRIVATE_FOLDER } from '../disk/privateMode';

/** Smaller files are shown as they are (bytes). */
const SMALL = 48 * 1024;
/** Name of a thumbnail, or of one that is being written, by the hash of its picture. */
const OWN = /^([0-9a-f]{64})\.webp(\.[0-9a-f]{8}\.tmp)?$/;

/** Length of the hash at the end of a kept thumbnail (bytes). */
const HASH = 32;

const sealed = (bytes: Uint8Array): Buffer =>
  Buffer.concat([bytes, Buffer.from(hashOf(bytes), 'hex')]);

/** The content of a thumbnail's file without its hash; nothing if it is damaged. */
function opened(file: Buffer): Buffer | undefined {
  const bytes = file.subarray(0, -HASH);
  return sealed(bytes).equals(file) ? bytes : undefined;
}

/** A picture at the size of a list. */
export interface Thumbnail {
  readonly bytes: Uint8Array;
  readonly mediaType: string;
}

/** Thumbnails of pictures, each made once and kept as a file; a damaged one is made again. */
export class Thumbnails {
  readonly #folder: string;
  readonly #making = new Map<string, Promise<Thumbnail>>();

  /**
   * @param shrink makes a small WebP of a picture
   */
  constructor(
    private readonly store: Pick<Store, 'images' | 'folder'>,
    private readonly shrink: (bytes: Uint8Array) => Promise<Uint8Array>,
  ) {
    this.#folder = path.join(store.folder, 'thumbnails');
  }

  /**
   * The thumbnail of a picture; the picture itself if it is small or cannot be made smaller.
   *
   * @throws AppError `missing`
   */
  async get(hash: string): Promise<Thumbnail> {
    const { size, mediaType } = this.store.images.image(hash);
    if (size <= SMALL) return { bytes: await this.store.images.readImage(hash), mediaType };
    const file = await fs.promises.readFile(this.#pathOf(hash)).catch(() => undefined);
    const kept = file && opened(file);
    if (kept) return { bytes: kept, mediaType: 'image/webp' };
    const running = this.#making.get(hash) ?? this.#make(hash, mediaType);
    this.#making.set(hash, running);
    return running.finally(() => this.#making.delete(hash));
  }

  /** Removes those whose pictures are gone, and files that a crash left unfinished. */
  async sweep(): Promise<void> {
    for (const name of filesIn(this.#folder, (one) => OWN.test(one))) {
      const [, hash = '', unfinished] = OWN.exec(name) ?? [];
      if (this.#making.has(hash) || (!unfinished && this.store.images.has(hash))) continue;
      await fs.promises.rm(path.join(this.#folder, name), { force: true });
    }
  }

  #pathOf(hash: string): string {
    return path.join(this.#folder, `${hash}.webp`);
  }

  async #make(hash: string, mediaType: string): Promise<Thumbnail> {
    const original = await this.store.images.readImage(hash);
    try {
      const bytes = await this.shrink(original);
      await fs.promises.mkdir(this.#folder, { recursive: true, mode: PRIVATE_FOLDER });
      await writeWholeLater(this.#pathOf(hash), sealed(bytes), { durable: 'nothing' });
      return { bytes, mediaType: 'image/webp' };
    } catch {
      // A full disk, or a picture that only the window can decode: the picture itself is shown.
      return { bytes: original, mediaType };
    }
  }
}
