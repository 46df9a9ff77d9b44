import { hashOf } from '../store/files';
import { readWhole } from '../store/wholeConversation';
import type { Store } from '../store/open';
import { conversationHash } from './hash';
import type { ArchivedConversation } from '../../shared/archive/schema';
import { withTimesOf } from './times';

/**
 * What happens to an imported conversation: `new` is added as it is, `same` exists and is left out,
 * `copy` gets new ids since its own belong to something else, `restored` comes back from the trash.
 */
export type ImportAction = 'new' | 'same' | 'copy' | 'restored';

export interface Planned {
  readonly action: ImportAction;
  /** Id in the imported file. */
  readonly from: string;
  /** What is added, with the ids that it gets; for `same` and `restored` what exists. */
  readonly conversation: ArchivedConversation;
}

/**
 * Decides for each conversation of an import. The ids of copies are derived from what is copied, so
 * that importing again finds the copies and adds nothing.
 *
 * @param store undefined for one that does not exist yet
 */
export function makePlan(
  store: Store | undefined,
  conversations: readonly ArchivedConversation[],
): Planned[] {
  const taken = new Set<string>();
  return conversations.map((conversation) => {
    for (let attempt = 0; ; attempt += 1) {
      const candidate = attempt === 0 ? conversation : copyOf(conversation, attempt);
      const action = actionOf(store, taken, candidate, attempt);
      if (!action) continue;
      for (const id of idsOf(candidate)) taken.add(id);
      return { action, from: conversation.id, conversation: candidate };
    }
  });
}

const idsOf = ({ id, messages }: ArchivedConversation): string[] => [
  id,
  ...messages.map((message) => message.id),
];

function actionOf(
  store: Store | undefined,
  taken: ReadonlySet<string>,
  candidate: ArchivedConversation,
  attempt: number,
): ImportAction | undefined {
  const ids = idsOf(candidate);
  if (ids.some((id) => taken.has(id))) return undefined;
  const free = attempt === 0 ? 'new' : 'copy';
  if (!store) return free;
  const { database } = store;
  if (database.get('SELECT 1 FROM conversation WHERE id = ?', candidate.id)) {
    const { deleted, ...there } = readWhole(database, candidate.id);
    // Times in the future were set back when it was imported.
    const asThere = withTimesOf(candidate, there, Date.now());
    if (conversationHash(there) !== conversationHash(asThere)) return undefined;
    return deleted ? 'restored' : 'same';
  }
  const used = database.get(
    'SELECT 1 FROM message WHERE id IN (SELECT value FROM json_each(?)) LIMIT 1',
    JSON.stringify(ids.slice(1)),
  );
  return used ? undefined : free;
}

/** The same conversation with other ids, which are the same each time. */
function copyOf(conversation: ArchivedConversation, attempt: number): ArchivedConversation {
  const id = derivedId(conversation.id, conversationHash(conversation), String(attempt));
  const renamed = (messageId: string): string => derivedId(id, messageId);
  const { leafId, messages } = conversation;
  return {
    ...conversation,
    id,
    leafId: leafId && renamed(leafId),
    messages: messages.map((message) => ({
      ...message,
      id: renamed(message.id),
      parentId: message.parentId && renamed(message.parentId),
    })),
  };
}

/** A UUID (version 8, custom) derived from text. */
export function derivedId(...words: readonly string[]): string {
  const hex = hashOf(new TextEncoder().encode(words.join('\n')));
  const variant = ((parseInt(hex.charAt(16), 16) & 3) | 8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    variant + hex.slice(17, 20),
    hex.slice(20, 32),
  ].join('-');
}
