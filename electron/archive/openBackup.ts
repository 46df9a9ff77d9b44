import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { archivedConversationSchema, type ArchivedConversation } from '../../shared/archive/schema';
import { t } from '../../shared/i18n/translate';
import { readWhole } from '../store/wholeConversation';
import type { ReadableDatabase, WritableDatabase } from '../store/connection';
import { hashOf, hashOfFile, sizeOfFile } from '../store/files';
import { migrate, MIGRATIONS } from '../store/migrations/migrate';
import type { Store } from '../store/open';
import { integrityOf, violationsOf } from '../recovery/check';
import { placesOf } from '../recovery/checkBackups';
import { LOOK, readRecord } from '../recovery/backupRecord';
import { contentKey, backupsFolder, databaseKey, type ContentKind } from '../store/folders';
import { recoverDatabase } from '../recovery/recoverDatabase';
import { refusedEntry, shownName } from './error';
import { contentHash, conversationHash } from './hash';
import { referencesOf } from './references';
import type { Source, SourceFile } from './source';
import { treeFault } from './tree';
import { AppError } from '../../shared/ipc/errors';
import { makePrivateFolder } from '../disk/privateMode';

/**
 * Opens a backup as a source of an import: restoring it is a merge like any other, so that nothing newer
 * is lost. Damaged files are taken from other backups or from the data folder; those that are intact
 * nowhere are left out and listed.
 *
 * @param place absolute folder of backups
 * @param name name of the backup
 * @throws AppError for one that is gone or entirely unreadable
 */
export async function openBackup(store: Store, place: string, name: string): Promise<Source> {
  const own = backupsFolder(store.folder);
  const places = [place, ...placesOf(store).filter((other) => other !== place)];
  const { file, state } = await databaseOf(places, name);
  const looks = new Looks(own);
  try {
    // An older backup is migrated to the newest schema, so a copy is used.
    const look = looks.next();
    await fs.promises.copyFile(file, look, fs.constants.COPYFILE_FICLONE);
    const database = readable(store, look, state, places, looks);
    try {
      // Folders other than our own may contain anything.
      const trusted = place === own && state === 'sound' ? undefined : [];
      const read = readConversations(database, trusted);
      if (state !== 'sound' && read.length === 0) {
        throw new AppError('input', t('safety.copyUnreadable'));
      }
      const changed = looks.recovered ? 'safety.copyReadPartly' : 'safety.copyChanged';
      const notes = [...(state === 'changed' ? [t(changed)] : []), ...(trusted ?? [])];
      return sourceOf(database, read, [...places, store.folder], notes);
    } finally {
      database.close();
    }
  } finally {
    looks.remove();
  }
}

/** Copies of a backup's files, which may be written to. */
class Looks {
  readonly #files: string[] = [];
  /** Whether the rows were recovered from a damaged database. */
  recovered = false;

  constructor(private readonly folder: string) {
    makePrivateFolder(folder);
  }

  next(): string {
    const file = path.join(this.folder, `${LOOK}${randomBytes(6).toString('hex')}.db`);
    this.#files.push(file);
    return file;
  }

  remove(): void {
    for (const left of fs.readdirSync(this.folder)) {
      const file = path.join(this.folder, left);
      if (this.#files.some((look) => file.startsWith(look))) fs.rmSync(file, { force: true });
    }
  }
}

/** Whether a backup's database is unchanged; `unknown` if its hash was not recorded. */
type State = 'sound' | 'changed' | 'unknown';

/** The database of a backup where it is unchanged, otherwise the one in the first place. */
async function databaseOf(
  places: readonly string[],
  name: string,
): Promise<{ readonly file: string; readonly state: State }> {
  const [place = ''] = places;
  for (const other of places) {
    const file = path.join(other, databaseKey(name));
    const hash = readRecord(other, name)?.databaseHash;
    if (hash !== undefined && (await hashOfFile(file)) === hash) return { file, state: 'sound' };
  }
  const file = path.join(place, databaseKey(name));
  if (!fs.existsSync(file)) throw new AppError('input', t('safety.copyGone'));
  const hash = readRecord(place, name)?.databaseHash;
  return { file, state: hash === undefined ? 'unknown' : 'changed' };
}

/** Opens the database of a backup in the newest schema; a damaged one is recovered as far as possible. */
function readable(
  store: Store,
  file: string,
  state: State,
  [place = '']: readonly string[],
  looks: Looks,
): WritableDatabase {
  const open = (): WritableDatabase => store.connect(file, false);
  const database = tryOpen(open);
  if (database) {
    if (state === 'sound' || (integrityOf(database).length === 0 && isJoined(database))) {
      migrate(database, file, MIGRATIONS, false);
      return database;
    }
    database.close();
  }
  looks.recovered = true;
  const rescued = looks.next();
  const target = store.connect(rescued, false);
  try {
    const left = `${rescued}-left`;
    recoverDatabase({ open, target, file: rescued, contents: place, left });
    return target;
  } catch (error) {
    target.close();
    throw error;
  }
}

function tryOpen(open: () => WritableDatabase): WritableDatabase | undefined {
  try {
    return open();
  } catch {
    return undefined;
  }
}

/** Whether every reference between rows is valid. */
function isJoined(database: WritableDatabase): boolean {
  try {
    return violationsOf(database).length === 0;
  } catch {
    return false;
  }
}

/**
 * The conversations of a backup.
 *
 * @param left undefined for a backup that is trusted; otherwise each conversation is checked like a
 *   foreign one, and a sentence is added here for each that is left out
 */
function readConversations(
  database: ReadableDatabase,
  left: string[] | undefined,
): ArchivedConversation[] {
  const rows = database.all<{ id: string; title: string }>(
    'SELECT id, title FROM conversation WHERE deleted_at IS NULL ORDER BY created_at, id',
  );
  return rows.flatMap(({ id, title }) => {
    if (!left) return [withoutBin(readWhole(database, id))];
    const conversation = readChecked(database, id);
    if (conversation) return [conversation];
    left.push(t('safety.copyLeftOut', { title: shownName(String(title)) }));
    return [];
  });
}

function withoutBin({ deleted: _, ...conversation }: ReturnType<typeof readWhole>) {
  return conversation;
}

/** A conversation of a database that may contain anything; nothing if it cannot be restored. */
function readChecked(database: ReadableDatabase, id: string): ArchivedConversation | undefined {
  try {
    const parsed = archivedConversationSchema.safeParse(withoutBin(readWhole(database, id)));
    if (!parsed.success || treeFault(parsed.data)) return undefined;
    const { images, tokens } = referencesOf([parsed.data]);
    const known = [
      ...[...images].map((hash) => isKnown(database, 'image', hash)),
      ...[...tokens].map((hash) => isKnown(database, 'visual_tokens', hash)),
    ];
    return known.includes(false) ? undefined : parsed.data;
  } catch {
    return undefined;
  }
}

const isKnown = (
  database: ReadableDatabase,
  table: 'image' | 'visual_tokens',
  hash: string,
): boolean => database.get(`SELECT 1 FROM ${table} WHERE hash = ?`, hash) !== undefined;

function sourceOf(
  database: ReadableDatabase,
  conversations: readonly ArchivedConversation[],
  sources: readonly string[],
  notes: readonly string[],
): Source {
  const named = referencesOf(conversations);
  const hashed = conversations.map((one) => ({ id: one.id, hash: conversationHash(one) }));
  const file = (kind: ContentKind, hash: string, size: number): SourceFile => {
    const places = sources.map((source) => path.join(source, contentKey(kind, hash)));
    return { name: hash, size, missing: false, read: () => firstWhole(places, hash, size) };
  };
  const images = database
    .all<{ hash: string; size: number; mediaType: string }>(
      'SELECT hash, size, media_type AS mediaType FROM image',
    )
    .filter(({ hash }) => named.images.has(hash));
  const tokens = database
    .all<{ hash: string; size: number }>('SELECT hash, size FROM visual_tokens')
    .filter(({ hash }) => named.tokens.has(hash));
  return {
    kind: 'copy',
    hash: contentHash({ conversations: hashed, ...named }),
    conversations,
    images: new Map(
      images.map(({ hash, size, mediaType }) => [
        hash,
        { ...file('image', hash, size), mediaType },
      ]),
    ),
    tokens: new Map(tokens.map(({ hash, size }) => [hash, file('tokens', hash, size)])),
    leavesOutDamaged: true,
    notes,
    close: () => undefined,
  };
}

/** @throws AppError if no place has the content intact */
async function firstWhole(
  places: readonly string[],
  hash: string,
  size: number,
): Promise<Uint8Array> {
  for (const place of places) {
    if ((await sizeOfFile(place)) !== size) continue;
    const bytes = await fs.promises.readFile(place).catch(() => undefined);
    if (bytes && hashOf(bytes) === hash) return bytes;
  }
  throw refusedEntry(hash, 'entry.otherHash');
}
