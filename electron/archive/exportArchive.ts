import type { Store } from '../store/open';
import { contentHash, conversationHash } from './hash';
import { entryName } from './names';
import { referencesOf } from './references';
import { readSelected, selectedIds } from './selection';
import { writeWhole, type Target } from './target';
import { ZipWriter } from './zip/write';
import {
  ARCHIVE_FORMAT,
  ARCHIVE_VERSION,
  INDEX_NAME,
  type ArchivedImage,
  type ArchivedTokens,
  type ArchiveIndex,
  type ArchiveSummary,
} from '../../shared/archive/schema';
import { throwIfAborted, type Task } from '../../shared/task';
import type { ExportSelection } from '../../shared/ipc/archive';

export interface Exported extends ArchiveSummary {
  /** Pictures whose files are gone or damaged, so that the export does not have them. */
  readonly missing: number;
}

/**
 * Writes the selection as an archive, completely or not at all.
 *
 * @param file absolute path
 * @param replaces whether a file of that name may be replaced
 */
export function exportArchive(
  store: Store,
  selection: ExportSelection,
  file: string,
  replaces: boolean,
  task: Task = {},
): Promise<Exported> {
  return writeWhole(file, replaces, (target) => fill(store, selection, target, task));
}

async function fill(
  store: Store,
  selection: ExportSelection,
  target: Target,
  task: Task,
): Promise<Exported> {
  const zip = new ZipWriter(target);
  const ids = selectedIds(store, selection);
  const images = new Set<string>();
  const tokens = new Set<string>();
  const conversations: ArchiveIndex['conversations'] = [];
  let messages = 0;
  for (const id of ids) {
    throwIfAborted(task.signal);
    const conversation = readSelected(store, id, selection);
    const named = referencesOf([conversation]);
    for (const hash of named.images) images.add(hash);
    for (const hash of named.tokens) tokens.add(hash);
    messages += conversation.messages.length;
    conversations.push({ id, hash: conversationHash(conversation) });
    await addJson(zip, entryName.conversation(id), conversation);
  }
  const total = ids.length + images.size + tokens.size;
  let done = ids.length;
  const step = (): void => {
    throwIfAborted(task.signal);
    task.progress?.((done += 1), total);
  };
  const listedImages: ArchivedImage[] = [];
  for (const hash of [...images].sort()) {
    const { size, mediaType } = store.images.image(hash);
    const bytes = await store.images.readImage(hash).catch(() => undefined);
    listedImages.push({ hash, size, mediaType, missing: bytes === undefined });
    if (bytes) await zip.add(entryName.image(hash, mediaType), bytes, false);
    step();
  }
  const listedTokens: ArchivedTokens[] = [];
  for (const hash of [...tokens].sort()) {
    const bytes = await store.images.readTokenBytes(hash).catch(() => undefined);
    listedTokens.push({ hash, size: store.images.tokensSize(hash), missing: bytes === undefined });
    if (bytes) await zip.add(entryName.tokens(hash), bytes, false);
    step();
  }
  const hash = contentHash({ conversations, images, tokens });
  const index: ArchiveIndex = {
    format: ARCHIVE_FORMAT,
    version: ARCHIVE_VERSION,
    hash,
    createdAt: Date.now(),
    conversations,
    images: listedImages,
    tokens: listedTokens,
  };
  await addJson(zip, INDEX_NAME, index);
  await zip.finish();
  const missing = [...listedImages, ...listedTokens].filter((file) => file.missing).length;
  return { hash, conversations: ids.length, messages, images: images.size, missing };
}

const addJson = (zip: ZipWriter, name: string, value: unknown): Promise<void> =>
  zip.add(name, new TextEncoder().encode(JSON.stringify(value)), true);
