import { fileTypeFromBuffer } from 'file-type';
import { hashOf } from '../store/files';
import type { ArchiveSummary } from '../../shared/archive/schema';
import { refusedEntry, throwIfStopped, type Work } from './error';
import type { Source, SourceFile } from './source';

/** Largest picture or file of tokens that is taken (bytes). */
const LARGEST = 256 * 2 ** 20;

/**
 * Reads a file of a source and checks that it is what its hash and kind say.
 *
 * @throws ArchiveError with the entry's name
 */
export async function readChecked(
  hash: string,
  file: SourceFile,
  mediaType?: string,
): Promise<Uint8Array> {
  const { name, size } = file;
  if (size > LARGEST) throw refusedEntry(name, 'is larger than 256 MB');
  const bytes = await file.read();
  if (hashOf(bytes) !== hash) throw refusedEntry(name, 'is not what its hash says');
  if (mediaType === undefined) {
    if (bytes.byteLength % 4 !== 0) throw refusedEntry(name, 'holds no visual tokens');
    return bytes;
  }
  const found = await fileTypeFromBuffer(bytes);
  const kind = found?.mime === 'image/apng' ? 'image/png' : found?.mime;
  if (kind !== mediaType) throw refusedEntry(name, 'is not a picture of the kind it says');
  return bytes;
}

/** Counts what a source holds. */
export function summaryOf({ hash, conversations, images }: Source): ArchiveSummary {
  const messages = conversations.reduce((sum, { messages: { length } }) => sum + length, 0);
  return { hash, conversations: conversations.length, messages, images: images.size };
}

/**
 * Checks every byte of a source: whatever an import would refuse is refused.
 *
 * @throws ArchiveError with the entry's name
 */
export async function verify(source: Source, work: Work = {}): Promise<ArchiveSummary> {
  const total = source.images.size + source.tokens.size;
  let done = 0;
  const step = (): void => {
    throwIfStopped(work.signal);
    work.progress?.((done += 1), total);
  };
  for (const [hash, image] of source.images) {
    if (!image.missing) await readChecked(hash, image, image.mediaType);
    step();
  }
  for (const [hash, tokens] of source.tokens) {
    if (!tokens.missing) await readChecked(hash, tokens);
    step();
  }
  return summaryOf(source);
}
