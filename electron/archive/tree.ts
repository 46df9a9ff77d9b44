import type { EntryFault } from './error';
import type { ArchivedConversation } from '../../shared/archive/schema';

/**
 * What is wrong with the tree of a conversation, or nothing. Every id must occur once, every parent
 * before its children (so there is no cycle), and the shown leaf must exist.
 */
export function treeFault({ messages, leafId }: ArchivedConversation): EntryFault | undefined {
  const known = new Set<string>();
  for (const { id, parentId, role, finish } of messages) {
    if (known.has(id)) return ['entry.messageTwice', { id }];
    if (parentId !== null && !known.has(parentId)) {
      return ['entry.noParent', { id }];
    }
    if ((role === 'assistant') !== (finish !== null)) return ['entry.halfEnded', { id }];
    known.add(id);
  }
  if (leafId !== null && !known.has(leafId)) return ['entry.wrongBranch'];
  return undefined;
}
