import type { HandlersOf } from '../router';
import type { chatCalls } from '../../../shared/ipc/chat';
import type { Services } from '../services';

/** Calls about asking and answering. */
export function chatHandlers({ chat }: Services): HandlersOf<typeof chatCalls> {
  return {
    'chat.send': (question) => chat.send(question),
    'chat.regenerate': ({ conversationId, messageId, ...manner }) =>
      chat.regenerate(conversationId, messageId, manner),
    'chat.stop': ({ conversationId }) => chat.stop(conversationId),
    'queue.change': ({ id, text }) => chat.changeQueued(id, text),
    'queue.remove': ({ id }) => chat.removeQueued(id),
  };
}
