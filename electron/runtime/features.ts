import fs from 'node:fs';
import path from 'node:path';
import { crc32 } from 'node:zlib';

const HASH_BYTES = 32;
const NUMBER_BYTES = 4;
const CHECK_BYTES = 4;

/**
 * Features of pictures by one package: one file of records (hash of the picture, the numbers as float32
 * and the CRC-32 of both, little endian), which only grows. It can be made anew at any time.
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
    this.#record = HASH_BYTES + width * NUMBER_BYTES + CHECK_BYTES;
  }

  /** All kept features by the hash of their picture; damaged ones are dropped. */
  load(): Map<string, Float32Array> {
    const features = new Map<string, Float32Array>();
    if (!fs.existsSync(this.#file)) return features;
    const bytes = fs.readFileSync(this.#file);
    const whole: Buffer[] = [];
    for (let start = 0; start < bytes.length; start += this.#record) {
      const record = bytes.subarray(start, start + this.#record);
      // The end of an addition that was killed, or what the disk made of it since.
      if (!this.#isWhole(record)) continue;
      whole.push(record);
      const feature = Float32Array.from({ length: this.width }, (_, place) =>
        record.readFloatLE(HASH_BYTES + place * NUMBER_BYTES),
      );
      features.set(record.toString('hex', 0, HASH_BYTES), feature);
    }
    if (whole.length * this.#record < bytes.length) this.#replace(whole);
    return features;
  }

  /** Keeps the feature of one picture; where that cannot be, it is computed again another time. */
  add(image: string, feature: Float32Array): void {
    const bytes = Buffer.alloc(this.#record);
    bytes.write(image, 0, 'hex');
    for (const [place, value] of feature.entries()) {
      bytes.writeFloatLE(value, HASH_BYTES + place * NUMBER_BYTES);
    }
    bytes.writeUInt32LE(this.#checkOf(bytes), this.#record - CHECK_BYTES);
    try {
      fs.mkdirSync(path.dirname(this.#file), { recursive: true, mode: 0o700 });
      fs.appendFileSync(this.#file, bytes, { mode: 0o600 });
    } catch {
      // A full disk is no reason to find nothing.
    }
  }

  #checkOf(record: Buffer): number {
    return crc32(record.subarray(0, this.#record - CHECK_BYTES));
  }

  #isWhole(record: Buffer): boolean {
    if (record.length < this.#record) return false;
    return this.#checkOf(record) === record.readUInt32LE(this.#record - CHECK_BYTES);
  }

  #replace(records: readonly Buffer[]): void {
    // One name, which the next one takes over: nothing sweeps this folder after a crash.
    const temporary = `${this.#file}.tmp`;
    try {
      fs.writeFileSync(temporary, Buffer.concat(records), { mode: 0o600 });
      fs.renameSync(temporary, this.#file);
    } catch {
      // On a full disk they stay, and are left out each time.
    }
  }
}
