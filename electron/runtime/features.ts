import fs from 'node:fs';
import path from 'node:path';

const HASH_BYTES = 32;
const NUMBER_BYTES = 4;
/** A kept feature has length 1; one that is further from it was damaged on the disk. */
const TOLERANCE = 0.01;

/**
 * Features of pictures by one package: one file of records (hash of the picture, then the numbers,
 * float32 little endian), which only grows. It can be made anew at any time.
 */
export class Features {
  readonly #file: string;
  readonly #record: number;

  /**
   * @param file absolute path; it need not be there
   * @param width numbers of a feature
   */
  constructor(
    file: string,
    private readonly width: number,
  ) {
    this.#file = file;
    this.#record = HASH_BYTES + width * NUMBER_BYTES;
  }

  /** All kept features by the hash of their picture; damaged ones are left out. */
  load(): Map<string, Float32Array> {
    const features = new Map<string, Float32Array>();
    if (!fs.existsSync(this.#file)) return features;
    const bytes = fs.readFileSync(this.#file);
    const whole = bytes.length - (bytes.length % this.#record);
    // The end of an addition that was killed would shift all that come after it.
    if (whole < bytes.length) fs.truncateSync(this.#file, whole);
    for (let start = 0; start < whole; start += this.#record) {
      const hash = bytes.toString('hex', start, start + HASH_BYTES);
      const feature = Float32Array.from({ length: this.width }, (_, place) =>
        bytes.readFloatLE(start + HASH_BYTES + place * NUMBER_BYTES),
      );
      const length = Math.hypot(...feature);
      if (Math.abs(length - 1) < TOLERANCE) features.set(hash, feature);
    }
    return features;
  }

  /** Keeps the feature of one picture; where that cannot be, it is computed again another time. */
  add(image: string, feature: Float32Array): void {
    const bytes = Buffer.alloc(this.#record);
    bytes.write(image, 0, 'hex');
    for (const [place, value] of feature.entries()) {
      bytes.writeFloatLE(value, HASH_BYTES + place * NUMBER_BYTES);
    }
    try {
      fs.mkdirSync(path.dirname(this.#file), { recursive: true });
      fs.appendFileSync(this.#file, bytes);
    } catch {
      // A full disk is no reason to find nothing.
    }
  }
}
