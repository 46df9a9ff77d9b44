import type { HandlersOf } from '../router';
import type { OpenedConversation, conversationsCalls } from '../../../shared/ipc/conversations';
import type { Conversation } from '../../../shared/message';
import type { Services } from '../services';

/** Messages of a branch that are sent when it is opened, and with each earlier page. */
const OPENED = 60;
const PAGE = 100;

/** Calls about the list of conversations and their messages. */
export function conversationsHandlers({
  store,
  chat,
  opening,
  emit,
}: Services): HandlersOf<typeof conversationsCalls> {
  const { branches, conversations, drafts, queue, messages, steps } = store;

  function announce<Result>(result: Result): Result {
    emit({ type: 'conversations', conversations: conversations.list() });
    return result;
  }

  function open(conversation: Conversation, through?: string): OpenedConversation {
    const { id, leafId } = conversation;
    const running = chat.running(id);
    const shown = chat.branchEnd(leafId, { least: OPENED, through });
    return {
      conversation,
      messages: shown,
      above: messages.depth(leafId) - shown.length,
      draft: drafts.get(id),
      running: running
        ? {
            conversationId: id,
            messageId: running.messageId,
            sequence: running.writer.sequence,
            tokensPerSecond: running.writer.tokensPerSecond,
          }
        : null,
      queue: queue.list(id),
    };
  }

  return {
    'conversations.list': () => conversations.list(),
    'conversations.create': () => announce(conversations.create()),
    'conversations.rename': ({ id, title }) => announce(conversations.rename(id, title)),
    'conversations.pin': ({ id, pinned }) => announce(conversations.pin(id, pinned)),
    'conversations.archive': ({ id, archived }) => announce(conversations.archive(id, archived)),
    'conversations.organise': ({ id, folder, tags }) =>
      announce(conversations.organise(id, folder, tags)),
    'conversations.delete': ({ id }) => {
      steps.deleteConversation(id);
      chat.stop(id);
      return announce(null);
    },
    'conversations.restore': ({ id }) => {
      steps.restoreConversation(id);
      chat.resume();
      return announce(conversations.get(id));
    },
    'conversations.systemPrompt': ({ id, systemPrompt }) =>
      announce(conversations.setSystemPrompt(id, systemPrompt)),
    'conversations.open': ({ id, through }) => {
      const conversation = conversations.get(id);
      opening.begin(id);
      return open(conversation, through);
    },
    'conversations.earlier': ({ messageId }) =>
      chat.branchEnd(messages.get(messageId).parentId, { least: PAGE }),
    'conversations.outline': ({ id, pictures }) =>
      branches.outline(conversations.get(id).id, pictures),
    'conversations.branch': ({ id, messageId }) =>
      open(conversations.setLeaf(id, messages.leafBelow(messageId)), messageId),
    'draft.save': ({ id, draft }) => drafts.save(id, draft),
  };
}
