import { t } from '../../shared/i18n/translate';
import { refusedEntry } from './error';
import { contentHash, conversationHash } from './hash';
import { parseAs, parseJson } from './json';
import { entryName, isEntryName } from './names';
import { referencesOf } from './references';
import type { Source, SourceFile } from './source';
import { treeFault } from './tree';
import { openZip, type Zip } from './zip/read';
import {
  ARCHIVE_VERSION,
  INDEX_NAME,
  archivedConversationSchema,
  type ArchivedConversation,
  archiveIndexSchema,
  type ArchiveIndex,
  archiveHeadSchema,
} from '../../shared/archive/schema';
import { AppError } from '../../shared/ipc/errors';
import { throwIfAborted, type Task } from '../../shared/task';

/** Bytes of conversations that are held at once. */
const MOST_WORDS = 2 * 2 ** 30;

/**
 * Opens one of our archives and checks everything except the bytes of pictures and tokens, which are
 * checked when they are read.
 *
 * @param file absolute path
 * @throws AppError with the reason and the entry's name
 */
export async function openArchive(file: string, task: Task = {}): Promise<Source> {
  const zip = await openZip(file, isEntryName);
  try {
    const index = await readIndex(zip);
    checkListed(zip, index);
    const conversations: ArchivedConversation[] = [];
    const ids = new Set<string>();
    let kept = 0;
    for (const listed of index.conversations) {
      throwIfAborted(task.signal);
      const name = entryName.conversation(listed.id);
      if (ids.has(listed.id)) throw refusedEntry(name, 'entry.listedTwice');
      ids.add(listed.id);
      kept += zip.entries.get(name)?.size ?? 0;
      if (kept > MOST_WORDS) throw refusedEntry(name, 'entry.largeTogether');
      const bytes = await zip.read(name, task.signal);
      const conversation = parseAs(name, parseJson(name, bytes), archivedConversationSchema);
      const fault = treeFault(conversation);
      if (fault) throw refusedEntry(name, ...fault);
      if (conversation.id !== listed.id || conversationHash(conversation) !== listed.hash) {
        throw refusedEntry(name, 'entry.otherThanListed');
      }
      conversations.push(conversation);
    }
    checkReferences(index, conversations);
    return {
      ...filesOf(zip, index),
      kind: 'metamorph',
      hash: index.hash,
      conversations,
      notes: [],
    };
  } catch (error) {
    zip.close();
    throw error;
  }
}

async function readIndex(zip: Zip): Promise<ArchiveIndex> {
  if (!zip.entries.has(INDEX_NAME)) {
    throw new AppError('input', t('archive.foreign', { name: INDEX_NAME }));
  }
  const json = parseJson(INDEX_NAME, await zip.read(INDEX_NAME));
  const head = archiveHeadSchema.safeParse(json);
  if (head.success && head.data.version > ARCHIVE_VERSION) {
    const { version } = head.data;
    throw new AppError('input', t('archive.newer', { version, known: ARCHIVE_VERSION }));
  }
  return parseAs(INDEX_NAME, json, archiveIndexSchema);
}

/** Checks that the zip holds exactly what the index lists, with the sizes listed. */
function checkListed(zip: Zip, index: ArchiveIndex): void {
  const listed = new Map<string, number | undefined>([[INDEX_NAME, undefined]]);
  for (const { id } of index.conversations) listed.set(entryName.conversation(id), undefined);
  const files = [
    ...index.images.map((image) => [entryName.image(image.hash, image.mediaType), image] as const),
    ...index.tokens.map((tokens) => [entryName.tokens(tokens.hash), tokens] as const),
  ];
  for (const [name, { size, missing }] of files) {
    if (listed.has(name)) throw refusedEntry(name, 'entry.listedTwice');
    if (!missing) listed.set(name, size);
  }
  for (const [name, size] of listed) {
    const entry = zip.entries.get(name);
    if (!entry) throw refusedEntry(name, 'entry.missing');
    if (size !== undefined && entry.size !== size) throw refusedEntry(name, 'entry.otherSize');
  }
  for (const name of zip.entries.keys()) {
    if (!listed.has(name)) throw refusedEntry(name, 'entry.unlisted');
  }
}

function checkReferences(index: ArchiveIndex, conversations: ArchivedConversation[]): void {
  const named = referencesOf(conversations);
  const pairs = [
    [named.images, new Set(index.images.map(({ hash }) => hash))],
    [named.tokens, new Set(index.tokens.map(({ hash }) => hash))],
  ] as const;
  for (const [wanted, listed] of pairs) {
    const lacking = [...wanted].find((hash) => !listed.has(hash));
    if (lacking !== undefined) throw refusedEntry(lacking, 'entry.missing');
    const idle = [...listed].find((hash) => !wanted.has(hash));
    if (idle !== undefined) throw refusedEntry(idle, 'entry.unused');
  }
  if (contentHash({ conversations: index.conversations, ...named }) !== index.hash) {
    throw refusedEntry(INDEX_NAME, 'entry.otherContent');
  }
}

function filesOf(zip: Zip, index: ArchiveIndex): Pick<Source, 'images' | 'tokens' | 'close'> {
  const file = (name: string, size: number, missing: boolean): SourceFile => ({
    name,
    size,
    missing,
    read: () => zip.read(name),
  });
  return {
    images: new Map(
      index.images.map(({ hash, size, mediaType, missing }) => [
        hash,
        { ...file(entryName.image(hash, mediaType), size, missing), mediaType },
      ]),
    ),
    tokens: new Map(
      index.tokens.map(({ hash, size, missing }) => [
        hash,
        file(entryName.tokens(hash), size, missing),
      ]),
    ),
    close: () => zip.close(),
  };
}
