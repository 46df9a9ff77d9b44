import type { Readable } from 'node:stream';
import zlib from 'node:zlib';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import { t, type MessageKey } from '../../../shared/i18n/translate';
import { refusedEntry, shownName } from '../error';
import { AppError } from '../../../shared/ipc/errors';
import { throwIfAborted } from '../../../shared/task';

/** Limits of a zip; larger ones are refused before they are read. */
export interface ZipLimits {
  readonly entries: number;
  /** Sum of the unpacked sizes in bytes. */
  readonly total: number;
  /** How many times its size an entry may unpack to. */
  readonly ratio: number;
}

export const ZIP_LIMITS: ZipLimits = { entries: 1_000_000, total: 256 * 2 ** 30, ratio: 200 };
/** Largest entry that is unpacked as a whole (bytes). */
const LARGEST_WHOLE = 256 * 2 ** 20;
/** Entries up to this size may exceed the ratio (bytes). */
const FREE = 64 * 1024;
const LOCAL_HEADER = 30;
const REGULAR = 0o100000;
const KIND = 0o170000;

/** An entry of a zip, with a plain relative path and a bounded size. */
export interface ZipEntry {
  readonly name: string;
  readonly size: number;
}

/** An open zip whose list of entries was checked. */
export interface Zip {
  /** By name, in the order of the zip; folders are left out. */
  readonly entries: ReadonlyMap<string, ZipEntry>;
  /**
   * Unpacks a whole entry; checks size and checksum.
   *
   * @param signal is looked at between pieces
   * @throws AppError before anything is read, for an entry that says it is larger than 256 MB
   */
  read(name: string, signal?: AbortSignal): Promise<Buffer>;
  /** Unpacks an entry in pieces; checks size and checksum at its end. */
  pieces(name: string): AsyncGenerator<Buffer>;
  close(): void;
}

/**
 * Opens a zip and checks every name, kind, size and place before anything is unpacked.
 *
 * @param accepts returns false for names that do not belong in this kind of file
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
    return new AppError('input', t('archive.noFile', { path: file }));
  }
  if (/^(EACCES|EPERM|EISDIR)$/.test(reason)) {
    return new AppError('input', t('archive.unreadable', { path: file }));
  }
  return new AppError('input', t('archive.cut', { path: file }), { cause: error });
}

async function list(
  zip: ZipFile,
  accepts: (name: string) => boolean,
  limits: ZipLimits,
): Promise<Zip> {
  if (zip.entryCount > limits.entries) {
    const numbers = { number: zip.entryCount, most: limits.entries };
    throw new AppError('input', t('archive.tooMany', numbers));
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
          throw refusedEntry(entry.fileName, 'entry.noPlace');
        }
        // On disks that ignore case, two names would be one file.
        const plain = entry.fileName.normalize('NFC').toLowerCase();
        if (names.has(plain)) throw refusedEntry(entry.fileName, 'entry.twice');
        names.add(plain);
        total += entry.uncompressedSize;
        if (total > limits.total) throw new AppError('input', t('archive.unpacksTooMuch'));
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
    read: async (name, signal) => {
      const entry = found.get(name);
      if (entry && entry.uncompressedSize > LARGEST_WHOLE) {
        throw refusedEntry(name, 'entry.large');
      }
      const all: Buffer[] = [];
      for await (const piece of pieces(zip, entry, name)) {
        throwIfAborted(signal);
        all.push(piece);
      }
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
    throw refusedEntry(name, 'entry.link');
  }
  if ((entry.generalPurposeBitFlag & 1) !== 0) {
    throw refusedEntry(name, 'entry.locked');
  }
  if (compressionMethod !== 0 && compressionMethod !== 8) {
    throw refusedEntry(name, 'entry.packing');
  }
  if (uncompressedSize > FREE && uncompressedSize > compressedSize * limits.ratio) {
    throw refusedEntry(name, 'entry.unpacksTooMuch', { ratio: limits.ratio });
  }
}

/** Names of devices on Windows, with any extension. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

function nameFault(name: string): MessageKey | undefined {
  if (/[\p{Cc}\\]/u.test(name)) return 'entry.control';
  if (/^(\/|[a-z]:)/i.test(name)) return 'entry.absolute';
  const steps = name.replace(/\/$/, '').split('/');
  if (steps.some((step) => step === '..' || step === '.' || step === '')) {
    return 'entry.leadsOut';
  }
  return steps.some((step) => DEVICE.test(step)) ? 'entry.device' : undefined;
}

/** Refuses entries that share bytes, with which small zips unpack to enormous ones. */
function checkOverlaps(entries: Entry[]): void {
  entries.sort((a, b) => a.relativeOffsetOfLocalHeader - b.relativeOffsetOfLocalHeader);
  let end = 0;
  for (const entry of entries) {
    if (entry.relativeOffsetOfLocalHeader < end) {
      throw refusedEntry(entry.fileName, 'entry.overlaps');
    }
    end = entry.relativeOffsetOfLocalHeader + LOCAL_HEADER + entry.compressedSize;
  }
}

async function* pieces(
  zip: ZipFile,
  entry: Entry | undefined,
  name: string,
): AsyncGenerator<Buffer> {
  if (!entry) throw refusedEntry(name, 'entry.missing');
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
        throw refusedEntry(name, 'entry.damaged');
      });
      if (next.done) break;
      size += next.value.byteLength;
      // Never more than the size that the entry declares.
      if (size > entry.uncompressedSize) throw refusedEntry(name, 'entry.largerThanSaid');
      sum = zlib.crc32(next.value, sum);
      yield next.value;
    }
  } finally {
    source.destroy();
  }
  if (size !== entry.uncompressedSize) throw refusedEntry(name, 'entry.smallerThanSaid');
  if (sum !== entry.crc32) throw refusedEntry(name, 'entry.wrongSum');
}

function ofYauzl(error: Error): AppError {
  const [, name] =
    /^(?:invalid relative path|absolute path|invalid characters in fileName): (.*)$/s.exec(
      error.message,
    ) ?? [];
  if (name !== undefined) {
    return refusedEntry(name, nameFault(name) ?? 'entry.leadsOut');
  }
  const reason = shownName(error.message);
  return new AppError('input', t('archive.damaged', { reason }), { cause: error });
}
