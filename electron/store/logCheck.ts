/**
 * The check of a database's log (`-wal`). SQLite ends the log at the first frame whose check sum is
 * wrong, as it must for what a loss of power cut off; what was committed after a damaged frame would be
 * lost without a word.
 */
import fs from 'node:fs';
import os from 'node:os';

const MAGIC = 0x377f0682;
const HEADER = 32;
const FRAME_HEADER = 24;
/** Bytes of a frame's header that its check sum covers. */
const SUMMED = 8;
/** Size of our pages, where the header does not say it any more. */
const PAGE = 4096;

type Sum = readonly [number, number];

const isSame = (one: Sum, other: Sum): boolean => one[0] === other[0] && one[1] === other[1];

/** SQLite's check sum of a multiple of 8 bytes, going on from another one. */
function sumOf(bytes: Buffer, big: boolean, [first, second]: Sum): Sum {
  for (let at = 0; at < bytes.length; at += 8) {
    const one = big ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at);
    const other = big ? bytes.readUInt32BE(at + 4) : bytes.readUInt32LE(at + 4);
    first = (first + one + second) >>> 0;
    second = (second + other + first) >>> 0;
  }
  return [first, second];
}

/**
 * Whether a log is damaged in its middle: frames do not fit, although a whole transaction and more were
 * written after them. Each transaction reaches the disk before the next one begins, so that no loss of
 * power leaves such a log; the last transaction may be cut off by one, and is not looked at.
 *
 * @param file absolute path of the log; it need not be there
 */
export function isLogDamaged(file: string): boolean {
  const size = fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size < HEADER) return false;
  const descriptor = fs.openSync(file, 'r');
  try {
    return new Log(descriptor, size).isDamaged();
  } finally {
    fs.closeSync(descriptor);
  }
}

class Log {
  readonly #frame: Buffer;
  readonly #frames: number;
  readonly #big: boolean;
  /** Check sum and salts of the header; absent where the header itself is damaged. */
  readonly #head: { readonly sum: Sum; readonly salts: Sum } | undefined;

  constructor(
    private readonly descriptor: number,
    size: number,
  ) {
    const header = Buffer.alloc(HEADER);
    fs.readSync(descriptor, header, 0, HEADER, 0);
    const magic = header.readUInt32BE(0);
    const big = (magic & 1) === 1;
    const sum = sumOf(header.subarray(0, 24), big, [0, 0]);
    const sound = magic >>> 1 === MAGIC >>> 1 && isSame(sum, sumAt(header, 24));
    this.#head = sound ? { sum, salts: sumAt(header, 16) } : undefined;
    this.#big = sound ? big : os.endianness() === 'BE';
    this.#frame = Buffer.alloc(FRAME_HEADER + (sound ? header.readUInt32BE(8) : PAGE));
    this.#frames = Math.floor((size - HEADER) / this.#frame.length);
  }

  isDamaged(): boolean {
    let damaged = this.#head === undefined;
    let committed = false;
    let before = this.#head?.sum ?? ([0, 0] as const);
    let salts = this.#head?.salts;
    for (let number = 0; number < this.#frames; number += 1) {
      this.#read(number);
      // Without a header the first frame says which log it is.
      salts ??= sumAt(this.#frame, 8);
      const ofLog = isSame(sumAt(this.#frame, 8), salts);
      const fits = ofLog && isSame(this.#sumAfter(before), sumAt(this.#frame, 16));
      before = sumAt(this.#frame, 16);
      if (damaged && fits && committed) return true;
      if (damaged && fits && this.#frame.readUInt32BE(4) > 0) committed = true;
      // Frames of an earlier log follow the last one; they fit nothing.
      if (!fits) damaged = true;
    }
    return false;
  }

  #read(number: number): void {
    const { length } = this.#frame;
    fs.readSync(this.descriptor, this.#frame, 0, length, HEADER + number * length);
  }

  #sumAfter(before: Sum): Sum {
    const head = sumOf(this.#frame.subarray(0, SUMMED), this.#big, before);
    return sumOf(this.#frame.subarray(FRAME_HEADER), this.#big, head);
  }
}

/** Two numbers of 32 bits, as headers have them. */
const sumAt = (bytes: Buffer, at: number): Sum => [
  bytes.readUInt32BE(at),
  bytes.readUInt32BE(at + 4),
];
