import type { HandlersOf } from '../router';
import type { trashCalls } from '../../../shared/ipc/trash';
import type { Services } from '../services';

const DAY = 24 * 60 * 60 * 1000;

/** Calls about what was deleted and can be restored. */
export function trashHandlers({ store, chat, emit }: Services): HandlersOf<typeof trashCalls> {
  const { steps, trash, prompts, messages, conversations } = store;

  function changed(conversationId: string): void {
    chat.treeChanged(conversationId);
    emit({ type: 'conversations', conversations: conversations.list() });
  }

  return {
    'trash.list': () => trash.list(),
    'trash.restore': ({ kind, id }) => {
      if (kind === 'prompt') {
        prompts.restore(id);
        return null;
      }
      if (kind === 'picture') {
        const restored = steps.restorePicture(id);
        changed(restored);
        return restored;
      }
      const conversationId = kind === 'branch' ? messages.get(id).conversationId : id;
      if (kind === 'branch') steps.restore(id);
      else steps.restoreConversation(id);
      changed(conversationId);
      return conversationId;
    },
    'trash.remove': (entry) => trash.remove(entry),
    'trash.empty': ({ days }) => {
      // One more millisecond, so that what was removed just now is included.
      trash.sweep(Date.now() - days * DAY + 1);
    },
  };
}
