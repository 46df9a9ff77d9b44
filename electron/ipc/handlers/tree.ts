import type { HandlersOf } from '../router';
import type { UndoneStep, treeCalls } from '../../../shared/ipc/tree';
import type { Services } from '../services';

/** Calls about the tree of a conversation: its map, its branches, undo and redo. */
export function treeHandlers({ store, chat, emit }: Services): HandlersOf<typeof treeCalls> {
  const { steps, branches, messages, conversations } = store;

  function changed(conversationId: string): void {
    chat.treeChanged(conversationId);
    emit({ type: 'conversations', conversations: conversations.list() });
  }

  function turned(step: UndoneStep | null): UndoneStep | null {
    if (step) changed(step.conversationId);
    return step;
  }

  function visible(messageId: string): string {
    // Throws for a message that was removed, with a message for the person.
    messages.leafBelow(messageId);
    return messages.get(messageId).conversationId;
  }

  return {
    'tree.undo': ({ id }) => turned(steps.undo(id)),
    'tree.redo': ({ id }) => turned(steps.redo(id)),
    'tree.undoState': ({ id }) => steps.state(id),
    'tree.map': ({ id }) => branches.map(conversations.get(id).id),
    'tree.branch': ({ messageId }) => chat.branch(messages.leafBelow(messageId)),
    'tree.delete': ({ messageId }) => {
      const conversationId = visible(messageId);
      steps.delete(messageId);
      changed(conversationId);
    },
    'tree.name': ({ messageId, name }) => messages.setName(messageId, name),
    'tree.extract': ({ messageId, move }) => {
      const conversationId = visible(messageId);
      const id = store.transaction(() => {
        const own = branches.copy(messageId);
        if (move) steps.move(messageId, own);
        return own;
      });
      changed(conversationId);
      return conversations.get(id);
    },
  };
}
