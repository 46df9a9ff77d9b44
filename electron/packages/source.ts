import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { openZip, type ZipLimits } from '../archive/zip/read';
import { checkPackage, filesOf, MANIFEST, type CheckedManifest } from '../runtime/package';
import { packageError } from './error';
import { t } from '../../shared/i18n/translate';

/** A package that is to be added: its manifest is checked against its files, which are not read yet. */
export interface PackageSource extends CheckedManifest {
  /** Bytes of the manifest as they lie there. */
  readonly bytes: Buffer;
  /** The content of a file of the package, piece by piece. */
  read(name: string): AsyncIterable<Buffer>;
  close(): void;
}

/** Weights hardly shrink; what shrinks more is a bomb. */
const LIMITS: ZipLimits = { entries: 1000, total: 64 * 2 ** 30, ratio: 200 };
const LONGEST_MANIFEST = 1 << 20;
const PIECE = 1 << 20;

/**
 * Opens a folder or a zip that holds a package.
 *
 * @param place absolute path
 * @throws AppError `package`, AppError for a zip that is refused
 */
export async function openPackageSource(place: string): Promise<PackageSource> {
  const found = await stat(place).catch(() => undefined);
  if (!found) throw packageError(t('package.nothingThere', { folder: place }));
  return found.isDirectory() ? openFolder(place) : openZipped(place);
}

async function openFolder(folder: string): Promise<PackageSource> {
  const found = await filesOf(folder);
  const read = (name: string): AsyncIterable<Buffer> =>
    createReadStream(path.join(folder, name), { highWaterMark: PIECE });
  const bytes = await readManifest(folder, found, read);
  return { ...checkPackage(bytes, found), bytes, read, close: () => undefined };
}

async function openZipped(file: string): Promise<PackageSource> {
  const zip = await openZip(file, undefined, LIMITS);
  try {
    const names = [...zip.entries.keys()];
    // Most zips hold one folder with everything in it.
    const manifest = names.find((name) => name === MANIFEST) ?? names.find(isManifest);
    const before = manifest?.slice(0, -MANIFEST.length) ?? '';
    const found = new Map<string, number>();
    for (const { name, size } of zip.entries.values()) {
      if (!name.startsWith(before)) {
        throw packageError(t('package.unlisted', { file: name }));
      }
      found.set(name.slice(before.length), size);
    }
    const read = (name: string): AsyncIterable<Buffer> => zip.pieces(before + name);
    const bytes = await readManifest(file, found, read);
    return { ...checkPackage(bytes, found), bytes, read, close: () => zip.close() };
  } catch (error) {
    zip.close();
    throw error;
  }
}

const isManifest = (name: string): boolean => /^[^/]+\/manifest\.json$/.test(name);

async function readManifest(
  place: string,
  found: ReadonlyMap<string, number>,
  read: (name: string) => AsyncIterable<Buffer>,
): Promise<Buffer> {
  const size = found.get(MANIFEST);
  if (size === undefined) throw packageError(t('package.noManifest', { folder: place }));
  if (size > LONGEST_MANIFEST) throw packageError(t('package.longManifest'));
  const pieces: Buffer[] = [];
  for await (const piece of read(MANIFEST)) pieces.push(piece);
  return Buffer.concat(pieces);
}
