import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { hashOf } from '../store/files';
import type { Store } from '../store/open';
import { filesIn } from '../store/ownFiles';
import { PRIVATE_FILE, PRIVATE_FOLDER } from '../store/privateMode';

/** Smaller files are shown as they are (bytes). */
const SMALL = 48 * 1024;
/** Name of a kept small form, or of one that is being written, by the hash of its picture. */
const OWN = /^([0-9a-f]{64})\.webp(\.[0-9a-f]{8}\.tmp)?$/;

/** Length of the hash at the end of a kept thumbnail (bytes). */
const HASH = 32;

const sealed = (bytes: Uint8Array): Buffer =>
  Buffer.concat([bytes, Buffer.from(hashOf(bytes), 'hex')]);

/** What was kept, without its hash; nothing where it is not what was kept. */
function opened(file: Buffer): Buffer | undefined {
  const bytes = file.subarray(0, -HASH);
  return sealed(bytes).equals(file) ? bytes : undefined;
}

/** A picture as it is shown small. */
export interface Thumbnail {
  readonly bytes: Uint8Array;
  readonly mediaType: string;
}

/** Small forms of pictures, each made once and kept as a file; a damaged one is made anew. */
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
   * The small form of a kept picture; the picture itself where it is small, or cannot be made so.
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

  /** Removes those whose pictures are gone, and what a crash left half written. */
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
      const temporary = `${this.#pathOf(hash)}.${randomBytes(4).toString('hex')}.tmp`;
      await fs.promises.writeFile(temporary, sealed(bytes), {
        flag: 'wx',
        mode: PRIVATE_FILE,
      });
      await fs.promises.rename(temporary, this.#pathOf(hash));
      return { bytes, mediaType: 'image/webp' };
    } catch {
      // A full disk, or a picture that only the window can decode: the picture itself is shown.
      return { bytes: original, mediaType };
    }
  }
}
