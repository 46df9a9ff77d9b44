import fs from 'node:fs';
import path from 'node:path';
import { crc32 } from 'node:zlib';

const HASH_BYTES = 32;
const NUMBER_BYTES = 4;
const SUM_BYTES = 4;

/**
 * Features of pictures by one package: one file of records (hash of the picture, the numbers as float32
 * little endian, CRC-32 of both), which only grows. It can be made anew at any time.
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
    this.#record = HASH_BYTES + width * NUMBER_BYTES + SUM_BYTES;
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
      const sum = start + this.#record - SUM_BYTES;
      if (crc32(bytes.subarray(start, sum)) !== bytes.readUInt32LE(sum)) continue;
      const hash = bytes.toString('hex', start, start + HASH_BYTES);
      const feature = Float32Array.from({ length: this.width }, (_, place) =>
        bytes.readFloatLE(start + HASH_BYTES + place * NUMBER_BYTES),
      );
      features.set(hash, feature);
    }
    // Records of an older form, which would stay for ever.
    if (whole > 0 && features.size === 0) fs.truncateSync(this.#file, 0);
    return features;
  }

  /** Keeps the feature of one picture; where that cannot be, it is computed again another time. */
  add(image: string, feature: Float32Array): void {
    const bytes = Buffer.alloc(this.#record);
    bytes.write(image, 0, 'hex');
    for (const [place, value] of feature.entries()) {
      bytes.writeFloatLE(value, HASH_BYTES + place * NUMBER_BYTES);
    }
    const sum = this.#record - SUM_BYTES;
    bytes.writeUInt32LE(crc32(bytes.subarray(0, sum)), sum);
    try {
      fs.mkdirSync(path.dirname(this.#file), { recursive: true });
      fs.appendFileSync(this.#file, bytes);
    } catch {
      // A full disk is no reason to find nothing.
    }
  }
}
