import path from 'node:path';
import type { WritableDatabase } from './connection';
import { storeError } from './error';
import { ContentFolder } from './files';
import { t } from '../../shared/i18n/translate';
import { AppError } from '../../shared/ipc/errors';

/** A kept picture: a file and how it is written. */
export interface StoredImage {
  readonly hash: string;
  readonly path: string;
  readonly size: number;
  readonly mediaType: string;
}

/** Queries for the hashes that messages, drafts, steps and waiting questions use, by table. */
export const NAMED = {
  image: `SELECT image FROM picture WHERE image IS NOT NULL UNION SELECT image FROM rendering_parent
    UNION SELECT image FROM region UNION SELECT image FROM draft_image
    UNION SELECT image FROM queued_image UNION SELECT image FROM queued_region
    UNION SELECT image FROM step_image UNION SELECT image FROM strip_image
    UNION SELECT image FROM true_frame`,
  visual_tokens: `SELECT tokens FROM rendering
    UNION SELECT drawn FROM rendering WHERE drawn IS NOT NULL UNION SELECT tokens FROM step_tokens`,
} as const;

const float32 = (bytes: Buffer): Float32Array =>
  new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));

/** Pictures and visual tokens: files named by their content, each written before its row. */
export class Images {
  readonly #images: ContentFolder;
  readonly #tokens: ContentFolder;

  /** Absolute folder of the pictures; each is a file that its hash names. */
  readonly folder: string;

  constructor(
    private readonly database: WritableDatabase,
    folder: string,
  ) {
    this.folder = path.join(folder, 'images');
    this.#images = new ContentFolder(this.folder);
    this.#tokens = new ContentFolder(path.join(folder, 'tokens'));
  }

  /** Keeps a picture's file as it is and returns its hash. */
  async saveImage(bytes: Uint8Array, mediaType: string): Promise<string> {
    try {
      const hash = await this.#images.save(bytes);
      // Attaching it again renews the time, so that the sweep leaves it alone.
      this.database.run(
        `INSERT INTO image (hash, size, media_type, created_at) VALUES (?, ?, ?, ?)
         ON CONFLICT (hash) DO UPDATE SET created_at = excluded.created_at`,
        hash,
        bytes.byteLength,
        mediaType,
        Date.now(),
      );
      return hash;
    } catch (error) {
      throw storeError(error);
    }
  }

  /** @throws AppError `missing` */
  image(hash: string): StoredImage {
    const row = this.database.get<{ size: number; mediaType: string }>(
      'SELECT size, media_type AS mediaType FROM image WHERE hash = ?',
      hash,
    );
    if (!row) throw new AppError('missing', t('store.pictureGone'));
    return { hash, path: this.#images.pathOf(hash), ...row };
  }

  /** Whether a picture is kept. */
  has(hash: string): boolean {
    return this.database.get('SELECT 1 FROM image WHERE hash = ?', hash) !== undefined;
  }

  /** Whether visual tokens are kept. */
  hasTokens(hash: string): boolean {
    return this.database.get('SELECT 1 FROM visual_tokens WHERE hash = ?', hash) !== undefined;
  }

  /** Bytes of a picture's file, checked against its hash. */
  async readImage(hash: string): Promise<Buffer> {
    this.image(hash);
    const bytes = await this.#images.read(hash);
    if (!bytes) throw new AppError('missing', t('store.pictureFileGone'));
    return bytes;
  }

  /** Keeps visual tokens (m x W numbers, float32 little endian) and returns their hash. */
  async saveTokens(tokens: Float32Array): Promise<string> {
    const bytes = new Uint8Array(tokens.buffer, tokens.byteOffset, tokens.byteLength);
    try {
      const hash = await this.#tokens.save(bytes);
      this.database.run(
        `INSERT INTO visual_tokens (hash, size, created_at) VALUES (?, ?, ?)
         ON CONFLICT (hash) DO UPDATE SET created_at = excluded.created_at`,
        hash,
        bytes.byteLength,
        Date.now(),
      );
      return hash;
    } catch (error) {
      throw storeError(error);
    }
  }

  /** Kept visual tokens, checked against their hash. */
  async readTokens(hash: string): Promise<Float32Array> {
    return float32(await this.readTokenBytes(hash));
  }

  /** The file of kept visual tokens (float32 little endian), checked against its hash. */
  async readTokenBytes(hash: string): Promise<Buffer> {
    const bytes = await this.#tokens.read(hash);
    if (!bytes) throw new AppError('missing', t('store.tokensGone'));
    return bytes;
  }

  /** Size in bytes that the file of kept visual tokens has, or had. */
  tokensSize(hash: string): number {
    const row = this.database.get<{ size: number }>(
      'SELECT size FROM visual_tokens WHERE hash = ?',
      hash,
    );
    if (!row) throw new AppError('missing', t('store.tokensNotKept'));
    return row.size;
  }

  /**
   * Removes pictures and tokens that no message, draft, strip or waiting question names: the rows first,
   * then the files without a row.
   *
   * @param before only what was kept before this time (milliseconds) is touched
   * @returns how many files were removed
   */
  sweep(before: number): number {
    const hashes = (table: 'image' | 'visual_tokens'): Set<string> =>
      new Set(
        this.database.all<{ hash: string }>(`SELECT hash FROM ${table}`).map(({ hash }) => hash),
      );
    const had = { image: hashes('image'), tokens: hashes('visual_tokens') };
    this.database.transaction(() => {
      for (const [table, named] of Object.entries(NAMED)) {
        this.database.run(
          `DELETE FROM ${table} WHERE created_at < ? AND hash NOT IN (${named})`,
          before,
        );
      }
    });
    return (
      this.#images.sweep(hashes('image'), had.image, before) +
      this.#tokens.sweep(hashes('visual_tokens'), had.tokens, before)
    );
  }
}
