import { readWhole } from '../store/wholeConversation';
import type { Store } from '../store/open';
import type { ArchivedMessage, ArchivedConversation } from '../../shared/archive/schema';
import { t } from '../../shared/i18n/translate';
import { AppError } from '../../shared/ipc/errors';
import type { ExportSelection } from '../../shared/ipc/archive';

/** Ids of the selected conversations, oldest first. */
export function selectedIds(store: Store, selection: ExportSelection): string[] {
  if (selection.kind !== 'all' && selection.kind !== 'folder') return [selection.id];
  const folder = selection.kind === 'folder' ? selection.folder : null;
  return store.database
    .all<{ id: string }>(
      `SELECT id FROM conversation WHERE deleted_at IS NULL AND (? IS NULL OR folder = ?)
       ORDER BY created_at, id`,
      folder,
      folder,
    )
    .map(({ id }) => id);
}

/**
 * One conversation of a selection, with the messages that are selected.
 *
 * @throws AppError `missing`, `input` for messages that are not in it
 */
export function readSelected(
  store: Store,
  id: string,
  selection: ExportSelection,
): ArchivedConversation {
  const { deleted, ...whole } = store.transaction(() => readWhole(store.database, id));
  if (deleted) {
    throw new AppError('missing', t('archive.deleted'));
  }
  if (selection.kind === 'branch') {
    const path = branchTo(whole, selection.messageId);
    return { ...whole, messages: path, leafId: selection.messageId };
  }
  return selection.kind === 'messages' ? only(whole, new Set(selection.messageIds)) : whole;
}

/** Messages from the root to one of them; none for an empty conversation. */
export function branchTo(
  { messages }: Pick<ArchivedConversation, 'messages'>,
  leafId: string | null,
): ArchivedMessage[] {
  const byId = new Map(messages.map((message) => [message.id, message]));
  const path: ArchivedMessage[] = [];
  for (let id = leafId; id !== null;) {
    const message = byId.get(id);
    if (!message) throw gone();
    path.push(message);
    id = message.parentId;
  }
  return path.reverse();
}

/** The wanted messages, each below the nearest wanted one above it. */
function only(whole: ArchivedConversation, wanted: ReadonlySet<string>): ArchivedConversation {
  const parents = new Map(whole.messages.map(({ id, parentId }) => [id, parentId]));
  const nearest = (id: string | null): string | null => {
    let place = id;
    while (place !== null && !wanted.has(place)) place = parents.get(place) ?? null;
    return place;
  };
  const messages = whole.messages
    .filter(({ id }) => wanted.has(id))
    .map((message) => ({ ...message, parentId: nearest(message.parentId) }));
  if (messages.length !== wanted.size) throw gone();
  const leafId = nearest(whole.leafId) ?? messages.at(-1)?.id ?? null;
  return { ...whole, messages, leafId };
}

const gone = (): AppError => new AppError('input', t('archive.messageGone'));
