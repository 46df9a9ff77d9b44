import type { Readable } from 'node:stream';
import zlib from 'node:zlib';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import { refusedEntry, shownName } from '../error';
import { AppError } from '../../../shared/ipc/errors';

/** What a zip may be at most; larger ones are refused before they are read. */
export interface ZipLimits {
  readonly entries: number;
  /** Sum of the unpacked sizes in bytes. */
  readonly total: number;
  /** How many times larger an entry may become by unpacking it. */
  readonly ratio: number;
}

export const ZIP_LIMITS: ZipLimits = { entries: 1_000_000, total: 256 * 2 ** 30, ratio: 200 };
/** Small entries may shrink more than the ratio allows (bytes). */
const FREE = 64 * 1024;
const LOCAL_HEADER = 30;
const REGULAR = 0o100000;
const KIND = 0o170000;

/** An entry of a zip: its name is a plain path inside it, its size bounded. */
export interface ZipEntry {
  readonly name: string;
  readonly size: number;
}

/** An open zip whose list of entries was checked whole. */
export interface Zip {
  /** By name, in the order of the zip; folders are left out. */
  readonly entries: ReadonlyMap<string, ZipEntry>;
  /** Unpacks a whole entry; checks size and check sum. */
  read(name: string): Promise<Buffer>;
  /** Unpacks an entry piece by piece; checks size and check sum at its end. */
  pieces(name: string): AsyncGenerator<Buffer>;
  close(): void;
}

/**
 * Opens a zip and checks every name, kind, size and place before anything is unpacked.
 *
 * @param accepts refuses (false) names that have no place in this kind of file, as soon as they are met
 * @param strict whether a backslash in a name is refused; else it divides folders, as Windows writes it
 * @throws AppError with the entry's name
 */
export async function openZip(
  file: string,
  accepts: (name: string) => boolean = () => true,
  limits: ZipLimits = ZIP_LIMITS,
  strict = true,
): Promise<Zip> {
  const zip = await open(file, strict);
  try {
    return await list(zip, accepts, limits);
  } catch (error) {
    zip.close();
    throw error;
  }
}

function open(file: string, strict: boolean): Promise<ZipFile> {
  const options = { lazyEntries: true, autoClose: false, strictFileNames: strict };
  return new Promise((resolve, reject) =>
    yauzl.open(file, options, (error, zip) => {
      if (!error) resolve(zip);
      else reject(unreadable(file, error));
    }),
  );
}

function unreadable(file: string, error: Error): AppError {
  const reason = 'code' in error ? String(error.code) : '';
  if (reason === 'ENOENT') {
    return new AppError('input', `There is no file ${file}: check its path.`);
  }
  if (/^(EACCES|EPERM|EISDIR)$/.test(reason)) {
    return new AppError('input', `${file} cannot be read: choose a file that you may read.`);
  }
  return new AppError(
    'input',
    `${file} is not a whole zip file (it may be cut short): fetch or copy it again; nothing was changed.`,
    { cause: error },
  );
}

async function list(
  zip: ZipFile,
  accepts: (name: string) => boolean,
  limits: ZipLimits,
): Promise<Zip> {
  if (zip.entryCount > limits.entries) {
    throw tooLarge(`it has ${zip.entryCount} entries, and at most ${limits.entries} are read`);
  }
  const found = new Map<string, Entry>();
  const names = new Set<string>();
  let total = 0;
  await new Promise<void>((resolve, reject) => {
    zip.on('entry', (entry: Entry) => {
      try {
        checkEntry(entry, limits);
        const folder = entry.fileName.endsWith('/');
        if (!folder && !accepts(entry.fileName)) {
          throw refusedEntry(entry.fileName, 'has no place in this kind of file');
        }
        // Disks that tell no case apart would make one file of two names.
        const plain = entry.fileName.normalize('NFC').toLowerCase();
        if (names.has(plain)) throw refusedEntry(entry.fileName, 'is there twice');
        names.add(plain);
        total += entry.uncompressedSize;
        if (total > limits.total)
          throw tooLarge('it unpacks to more than the studio reads at once');
        if (!folder) found.set(entry.fileName, entry);
        zip.readEntry();
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    });
    zip.on('error', (error: Error) => reject(ofYauzl(error)));
    zip.on('end', resolve);
    zip.readEntry();
  });
  checkOverlaps([...found.values()]);
  return {
    entries: new Map(
      [...found].map(([name, { uncompressedSize }]) => [name, { name, size: uncompressedSize }]),
    ),
    read: async (name) => {
      const all: Buffer[] = [];
      for await (const piece of pieces(zip, found.get(name), name)) all.push(piece);
      return Buffer.concat(all);
    },
    pieces: (name) => pieces(zip, found.get(name), name),
    close: () => zip.close(),
  };
}

function checkEntry(entry: Entry, limits: ZipLimits): void {
  const { fileName: name, uncompressedSize, compressedSize, compressionMethod } = entry;
  const fault = nameFault(name);
  if (fault) throw refusedEntry(name, fault);
  const kind = (entry.externalFileAttributes >>> 16) & KIND;
  const folder = name.endsWith('/');
  if (kind !== 0 && kind !== REGULAR && !folder) {
    throw refusedEntry(name, 'is a link or no regular file');
  }
  if ((entry.generalPurposeBitFlag & 1) !== 0) {
    throw refusedEntry(name, 'is locked by a password, so save it without one');
  }
  if (compressionMethod !== 0 && compressionMethod !== 8) {
    throw refusedEntry(name, 'is packed in a way that is not read');
  }
  if (uncompressedSize > FREE && uncompressedSize > compressedSize * limits.ratio) {
    throw refusedEntry(name, `unpacks to more than ${limits.ratio} times its size`);
  }
}

/** Names of devices of Windows, which are no files there whatever follows the dot. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

function nameFault(name: string): string | undefined {
  if (/[\p{Cc}\\]/u.test(name)) return 'has a control character or backslash in its name';
  if (/^(\/|[a-z]:)/i.test(name)) return 'has an absolute path';
  const steps = name.replace(/\/$/, '').split('/');
  if (steps.some((step) => step === '..' || step === '.' || step === '')) {
    return 'leads out of the archive by its name';
  }
  return steps.some((step) => DEVICE.test(step)) ? 'has the name of a device' : undefined;
}

/** Two entries that share bytes make small files that unpack without end. */
function checkOverlaps(entries: Entry[]): void {
  entries.sort((a, b) => a.relativeOffsetOfLocalHeader - b.relativeOffsetOfLocalHeader);
  let end = 0;
  for (const entry of entries) {
    if (entry.relativeOffsetOfLocalHeader < end) {
      throw refusedEntry(entry.fileName, 'lies over another entry');
    }
    end = entry.relativeOffsetOfLocalHeader + LOCAL_HEADER + entry.compressedSize;
  }
}

async function* pieces(
  zip: ZipFile,
  entry: Entry | undefined,
  name: string,
): AsyncGenerator<Buffer> {
  if (!entry) throw refusedEntry(name, 'is missing');
  const source = await new Promise<Readable>((resolve, reject) =>
    zip.openReadStream(entry, (error, stream) =>
      error ? reject(ofYauzl(error)) : resolve(stream),
    ),
  );
  let size = 0;
  let sum = 0;
  const chunks: AsyncIterator<Buffer> = source[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await chunks.next().catch(() => {
        throw refusedEntry(name, 'is damaged');
      });
      if (next.done) break;
      size += next.value.byteLength;
      // Whatever the entry says of itself, no more than that is kept.
      if (size > entry.uncompressedSize) throw refusedEntry(name, 'is larger than it says');
      sum = zlib.crc32(next.value, sum);
      yield next.value;
    }
  } finally {
    source.destroy();
  }
  if (size !== entry.uncompressedSize) throw refusedEntry(name, 'is smaller than it says');
  if (sum !== entry.crc32) throw refusedEntry(name, 'is damaged: its check sum is wrong');
}

function ofYauzl(error: Error): AppError {
  const [, name] =
    /^(?:invalid relative path|absolute path|invalid characters in fileName): (.*)$/s.exec(
      error.message,
    ) ?? [];
  if (name !== undefined) {
    return refusedEntry(name, nameFault(name) ?? 'has a name that leads out of the archive');
  }
  return new AppError(
    'input',
    `The archive is not taken: it is damaged (${shownName(error.message)}); nothing was changed.`,
    { cause: error },
  );
}

const tooLarge = (reason: string): AppError =>
  new AppError('input', `The archive is not taken: ${reason}; nothing was changed.`);
