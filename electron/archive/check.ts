import { fileTypeFromBuffer } from 'file-type';
import { hashOf } from '../store/files';
import type { ArchiveSummary } from '../../shared/archive/schema';
import { refusedEntry } from './error';
import { AppError } from '../../shared/ipc/errors';
import type { Source, SourceFile, SourceImage } from './source';
import { throwIfAborted, type Task } from '../../shared/task';

/** Largest picture or file of tokens that is accepted (bytes). */
const LARGEST = 256 * 2 ** 20;

/**
 * Reads a file of a source and checks that it matches its hash and kind.
 *
 * @throws AppError with the entry's name
 */
export async function readChecked(
  hash: string,
  file: SourceFile,
  mediaType?: string,
): Promise<Uint8Array> {
  const { name, size } = file;
  if (size > LARGEST) throw refusedEntry(name, 'entry.large');
  const bytes = await file.read();
  if (hashOf(bytes) !== hash) throw refusedEntry(name, 'entry.otherHash');
  if (mediaType === undefined) {
    if (bytes.byteLength % 4 !== 0) throw refusedEntry(name, 'entry.noTokens');
    return bytes;
  }
  const found = await fileTypeFromBuffer(bytes);
  const kind = found?.mime === 'image/apng' ? 'image/png' : found?.mime;
  if (kind !== mediaType) throw refusedEntry(name, 'entry.otherKind');
  return bytes;
}

/** Counts what a source holds. */
export function summaryOf({ hash, conversations, images }: Source): ArchiveSummary {
  const messages = conversations.reduce((sum, { messages: { length } }) => sum + length, 0);
  return { hash, conversations: conversations.length, messages, images: images.size };
}

/** A checked file of a source. */
export interface WholeFile {
  readonly kind: 'image' | 'tokens';
  readonly hash: string;
  readonly size: number;
  readonly bytes: Uint8Array;
}

/**
 * Reads every file of a source and checks it.
 *
 * @param take called with each file that passed
 * @returns the hashes of those that are missing, or damaged in a source that leaves those out
 * @throws AppError with the entry's name
 */
export async function eachWhole(
  source: Source,
  task: Task,
  take: (file: WholeFile) => Promise<void> = () => Promise.resolve(),
): Promise<Set<string>> {
  const files = [
    ...[...source.images].map(([hash, file]) => ({ kind: 'image', hash, file }) as const),
    ...[...source.tokens].map(([hash, file]) => ({ kind: 'tokens', hash, file }) as const),
  ];
  const missing = new Set<string>();
  for (const [done, { kind, hash, file }] of files.entries()) {
    const bytes = await readWhole(source, hash, file);
    if (bytes) await take({ kind, hash, size: file.size, bytes });
    else missing.add(hash);
    throwIfAborted(task.signal);
    task.progress?.(done + 1, files.length);
  }
  return missing;
}

async function readWhole(
  source: Source,
  hash: string,
  file: SourceFile | SourceImage,
): Promise<Uint8Array | undefined> {
  if (file.missing) return undefined;
  try {
    return await readChecked(hash, file, 'mediaType' in file ? file.mediaType : undefined);
  } catch (error) {
    if (source.leavesOutDamaged && error instanceof AppError && error.code === 'input') {
      return undefined;
    }
    throw error;
  }
}

/**
 * Checks every byte of a source: whatever an import would refuse is refused.
 *
 * @throws AppError with the entry's name
 */
export async function verify(source: Source, task: Task = {}): Promise<ArchiveSummary> {
  await eachWhole(source, task);
  return summaryOf(source);
}
