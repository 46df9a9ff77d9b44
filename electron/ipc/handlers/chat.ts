import type { Services } from '../createHandlers';
import type { Handlers } from '../router';

type Names = Extract<keyof Handlers, `chat.${string}` | `queue.${string}`>;

/** Calls about asking and answering. */
export function chatHandlers({ chat, drawings }: Services): Pick<Handlers, Names> {
  return {
    'chat.send': (question) => chat.send(question),
    'chat.regenerate': ({ conversationId, messageId, think }) =>
      chat.regenerate(conversationId, messageId, think),
    'chat.stop': ({ conversationId }) => {
      chat.stop(conversationId);
      return null;
    },
    'queue.change': ({ id, text }) => {
      chat.changeQueued(id, text);
      return null;
    },
    'queue.remove': ({ id }) => {
      chat.removeQueued(id);
      return null;
    },
    'chat.decode': ({ settings, ...place }) => drawings.decode(place, settings),
    'chat.choose': ({ chosen, ...place }) => drawings.choose(place, chosen),
    'chat.readBack': (place) => drawings.readBack(place),
  };
}
