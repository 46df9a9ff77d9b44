import type { ArchivedConversation } from '../../shared/archive/schema';

/**
 * Says what is wrong with the tree of a conversation, or nothing: every id once, every parent before
 * its children (so there is no circle), the shown leaf among them.
 */
export function treeFault({ messages, leafId }: ArchivedConversation): string | undefined {
  const known = new Set<string>();
  for (const { id, parentId, role, finish } of messages) {
    if (known.has(id)) return `has the message ${id} twice`;
    if (parentId !== null && !known.has(parentId)) {
      return `has the message ${id} before or without its parent`;
    }
    if ((role === 'assistant') !== (finish !== null)) return `has the message ${id} half ended`;
    known.add(id);
  }
  if (leafId !== null && !known.has(leafId)) return 'shows a branch that is not in it';
  return undefined;
}
