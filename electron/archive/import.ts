import type { ArchiveSummary } from '../../shared/archive/schema';
import { t } from '../../shared/i18n/translate';
import { insertWhole } from '../store/wholeConversation';
import { storeError } from '../store/error';
import { StagedFiles } from '../store/stagedFiles';
import type { Store } from '../store/open';
import { eachWhole, summaryOf } from './check';
import { missingOf, type MissingFiles } from './missing';
import { makePlan, type ImportAction, type Planned } from './plan';
import type { Source } from './source';
import { heldBack, isAhead } from './times';
import { throwIfAborted, type Task } from '../../shared/task';
import type { SourceKind } from '../../shared/ipc/archive';

/** The result for one conversation, actual or previewed. */
export interface ImportedConversation {
  readonly from: string;
  /** Id in the store; different from `from` for a copy. */
  readonly id: string;
  readonly title: string;
  readonly messages: number;
  readonly action: ImportAction;
}

export interface Imported extends ArchiveSummary {
  readonly kind: SourceKind;
  readonly list: readonly ImportedConversation[];
  /** How many conversations of each kind there are. */
  readonly counts: Readonly<Record<ImportAction, number>>;
  /** What could not be imported, one sentence each. */
  readonly notes: readonly string[];
  /** Conversations with missing or damaged files; they are imported without those. */
  readonly missing: readonly MissingFiles[];
}

/**
 * Reports what an import would do, after checking every byte; changes nothing.
 *
 * @param store undefined for one that does not exist yet
 */
export async function preview(
  store: Store | undefined,
  source: Source,
  task: Task = {},
): Promise<Imported> {
  const missing = await eachWhole(source, task);
  return reportOf(source, makePlan(store, source.conversations), missing);
}

/**
 * Merges a source into the store: all of it or nothing, except files that a backup lacks. Existing data
 * does not change; files are moved in only once all are complete and checked, and out again if the
 * database refuses the rest.
 *
 * @throws AppError; then the store is as it was
 */
export async function importSource(
  store: Store,
  source: Source,
  task: Task = {},
): Promise<Imported> {
  const incoming = new StagedFiles(store.folder);
  try {
    const missing = await eachWhole(source, task, async ({ kind, hash, size, bytes }) => {
      if (!(await incoming.has(kind, hash, size))) await incoming.add(kind, hash, bytes);
    });
    throwIfAborted(task.signal);
    incoming.moveIn();
    const planned = store.transaction(() => insert(store, source));
    return reportOf(source, planned, missing);
  } catch (error) {
    incoming.moveOut();
    throw storeError(error);
  } finally {
    incoming.discard();
  }
}

/** Rows of the files first, then the conversations that are new here. */
function insert(store: Store, source: Source): Planned[] {
  const { database } = store;
  const planned = makePlan(store, source.conversations);
  const now = Date.now();
  for (const [hash, { size, mediaType }] of source.images) {
    database.run(
      `INSERT INTO image (hash, size, media_type, created_at) VALUES (?, ?, ?, ?)
       ON CONFLICT (hash) DO NOTHING`,
      hash,
      size,
      mediaType,
      now,
    );
  }
  for (const [hash, { size }] of source.tokens) {
    database.run(
      `INSERT INTO visual_tokens (hash, size, created_at) VALUES (?, ?, ?)
       ON CONFLICT (hash) DO NOTHING`,
      hash,
      size,
      now,
    );
  }
  for (const { action, conversation } of planned) {
    if (isAdded(action)) insertWhole(database, heldBack(conversation, now));
    if (action === 'restored') store.conversations.restore(conversation.id);
  }
  return planned;
}

const isAdded = (action: ImportAction): boolean => action === 'new' || action === 'copy';

function reportOf(
  source: Source,
  planned: readonly Planned[],
  lacking: ReadonlySet<string>,
): Imported {
  const counts: Record<ImportAction, number> = { new: 0, same: 0, copy: 0, restored: 0 };
  const list = planned.map(({ action, from, conversation: { id, title, messages } }) => {
    counts[action] += 1;
    return { from, id, title, messages: messages.length, action };
  });
  // What is already here is not imported, and lacks nothing that it did not lack before.
  const coming = planned.filter(({ action }) => action !== 'same');
  const missing = missingOf(
    coming.map(({ conversation }) => conversation),
    lacking,
  );
  const now = Date.now();
  const ahead = planned.filter(
    ({ action, conversation }) => isAdded(action) && isAhead(conversation, now),
  ).length;
  const notes = ahead > 0 ? [...source.notes, t('archive.ahead', { number: ahead })] : source.notes;
  return { ...summaryOf(source), kind: source.kind, list, counts, notes, missing };
}
