import { promisify } from 'node:util';
import zlib from 'node:zlib';

/** Signatures of the records of a zip, as little-endian numbers. */
const MAGIC = {
  local: 0x04034b50,
  listed: 0x02014b50,
  end: 0x06054b50,
  largeEnd: 0x06064b50,
  largePlace: 0x07064b50,
} as const;
/** Values that say "see the zip64 record". */
const SIZE16 = 0xffff;
const SIZE32 = 0xffffffff;

const deflate = promisify(zlib.deflateRaw);
/** Entries that would shrink by more than this factor are stored as they are: readers refuse bombs. */
const GREATEST_RATIO = 100;
/** Not worth packing (bytes). */
const SMALL = 64;
/** 1 January 1980, 0:00, the earliest time in a zip, so that equal content gives equal bytes. */
const DATE = 0x0021;
const UTF8_NAMES = 0x0800;

/** Where the bytes of a zip go, in order. */
export interface Sink {
  write(bytes: Uint8Array): Promise<void>;
}

interface Written {
  readonly name: Buffer;
  readonly method: 0 | 8;
  readonly crc: number;
  readonly size: number;
  readonly compressedSize: number;
  readonly offset: number;
}

/**
 * Writes a zip, one whole entry after the other; zip64 once it has more than 65,534 entries or
 * 4 GB. See the specification, APPNOTE 6.3. Not by yazl, which goes through all entries for each one:
 * 66,000 of them take 40 s of processor time there, and less than 1 s here.
 */
export class ZipWriter {
  readonly #entries: Written[] = [];
  #offset = 0;

  constructor(private readonly sink: Sink) {}

  /**
   * Adds an entry.
   *
   * @param bytes at most 2 GB
   * @param compressed whether compressing is worth the time
   */
  async add(name: string, bytes: Uint8Array, compressed: boolean): Promise<void> {
    const shrunk = compressed && bytes.byteLength > SMALL ? await deflate(bytes) : bytes;
    const worth =
      shrunk.byteLength < bytes.byteLength &&
      bytes.byteLength <= shrunk.byteLength * GREATEST_RATIO;
    const body = worth ? shrunk : bytes;
    const entry: Written = {
      name: Buffer.from(name, 'utf8'),
      method: worth ? 8 : 0,
      crc: zlib.crc32(bytes),
      size: bytes.byteLength,
      compressedSize: body.byteLength,
      offset: this.#offset,
    };
    const header = Buffer.alloc(30);
    header.writeUInt32LE(MAGIC.local, 0);
    header.writeUInt16LE(20, 4);
    writeCommon(header, 6, entry);
    await this.#write(header);
    await this.#write(entry.name);
    await this.#write(body);
    this.#entries.push(entry);
  }

  /** Writes the list of entries, which ends the zip. */
  async finish(): Promise<void> {
    const start = this.#offset;
    for (const entry of this.#entries) await this.#list(entry);
    const size = this.#offset - start;
    const count = this.#entries.length;
    const large = count >= SIZE16 || start + size >= SIZE32;
    if (large) await this.#finishLarge(count, size, start);
    const end = Buffer.alloc(22);
    end.writeUInt32LE(MAGIC.end, 0);
    end.writeUInt16LE(Math.min(count, SIZE16), 8);
    end.writeUInt16LE(Math.min(count, SIZE16), 10);
    end.writeUInt32LE(large ? SIZE32 : size, 12);
    end.writeUInt32LE(large ? SIZE32 : start, 16);
    await this.#write(end);
  }

  async #list(entry: Written): Promise<void> {
    const far = entry.offset >= SIZE32;
    const header = Buffer.alloc(46);
    header.writeUInt32LE(MAGIC.listed, 0);
    header.writeUInt16LE((3 << 8) | 45, 4);
    header.writeUInt16LE(far ? 45 : 20, 6);
    writeCommon(header, 8, entry);
    header.writeUInt16LE(far ? 12 : 0, 30);
    // A regular file that its owner may write and everyone may read.
    header.writeUInt32LE((0o100644 << 16) >>> 0, 38);
    header.writeUInt32LE(far ? SIZE32 : entry.offset, 42);
    await this.#write(header);
    await this.#write(entry.name);
    if (!far) return;
    const extra = Buffer.alloc(12);
    extra.writeUInt16LE(1, 0);
    extra.writeUInt16LE(8, 2);
    extra.writeBigUInt64LE(BigInt(entry.offset), 4);
    await this.#write(extra);
  }

  async #finishLarge(count: number, size: number, start: number): Promise<void> {
    const place = this.#offset;
    const end = Buffer.alloc(56 + 20);
    end.writeUInt32LE(MAGIC.largeEnd, 0);
    end.writeBigUInt64LE(44n, 4);
    end.writeUInt16LE((3 << 8) | 45, 12);
    end.writeUInt16LE(45, 14);
    end.writeBigUInt64LE(BigInt(count), 24);
    end.writeBigUInt64LE(BigInt(count), 32);
    end.writeBigUInt64LE(BigInt(size), 40);
    end.writeBigUInt64LE(BigInt(start), 48);
    end.writeUInt32LE(MAGIC.largePlace, 56);
    end.writeBigUInt64LE(BigInt(place), 64);
    end.writeUInt32LE(1, 72);
    await this.#write(end);
  }

  async #write(bytes: Uint8Array): Promise<void> {
    await this.sink.write(bytes);
    this.#offset += bytes.byteLength;
  }
}

/** The fields that both headers of an entry share, in the same order. */
function writeCommon(header: Buffer, at: number, entry: Written): void {
  header.writeUInt16LE(UTF8_NAMES, at);
  header.writeUInt16LE(entry.method, at + 2);
  header.writeUInt16LE(0, at + 4);
  header.writeUInt16LE(DATE, at + 6);
  header.writeUInt32LE(entry.crc, at + 8);
  header.writeUInt32LE(entry.compressedSize, at + 12);
  header.writeUInt32LE(entry.size, at + 16);
  header.writeUInt16LE(entry.name.byteLength, at + 20);
}
