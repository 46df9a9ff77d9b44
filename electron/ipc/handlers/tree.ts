import type { StudioEvent } from '../../../shared/ipc/contract';
import type { Undone } from '../../../shared/ipc/tree';
import type { Services } from '../createHandlers';
import type { Handlers } from '../router';

type Names = Extract<
  keyof Handlers,
  `steps.${string}` | `tree.${string}` | `bin.${string}` | `prompts.${string}`
>;

const DAY = 24 * 60 * 60 * 1000;

/** Calls about the tree of a conversation, the bin and the prompts. */
export function treeHandlers({ store, chat, emit }: Services): Pick<Handlers, Names> {
  const { steps, branches, bin, prompts, messages, conversations } = store;

  function tell(): void {
    const event: StudioEvent = { type: 'conversations', conversations: conversations.list() };
    emit(event);
  }

  function changed(conversationId: string): void {
    chat.treeChanged(conversationId);
    tell();
  }

  function turned(step: Undone | null): Undone | null {
    if (step) changed(step.conversationId);
    return step;
  }

  function visible(messageId: string): string {
    // Throws for a message that was removed, with the sentence for the person.
    messages.leafBelow(messageId);
    return messages.get(messageId).conversationId;
  }

  return {
    'steps.undo': ({ id }) => turned(steps.undo(id)),
    'steps.redo': ({ id }) => turned(steps.redo(id)),
    'steps.state': ({ id }) => steps.state(id),
    'tree.map': ({ id }) => branches.map(conversations.get(id).id),
    'tree.branch': ({ messageId }) => chat.branch(messages.leafBelow(messageId)),
    'tree.delete': ({ messageId }) => {
      const conversationId = visible(messageId);
      steps.delete(messageId);
      changed(conversationId);
      return null;
    },
    'tree.name': ({ messageId, name }) => {
      messages.setName(messageId, name);
      return null;
    },
    'tree.own': ({ messageId, move }) => {
      const conversationId = visible(messageId);
      const id = store.transaction(() => {
        const own = branches.copy(messageId);
        if (move) steps.move(messageId, own);
        return own;
      });
      changed(conversationId);
      return conversations.get(id);
    },
    'bin.list': () => bin.list(),
    'bin.restore': ({ kind, id }) => {
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
    'bin.remove': (entry) => {
      bin.remove(entry);
      return null;
    },
    'bin.empty': ({ days }) => {
      // One more millisecond, so that what was removed just now goes too.
      bin.sweep(Date.now() - days * DAY + 1);
      return null;
    },
    'prompts.list': () => prompts.list(),
    'prompts.save': (prompt) => prompts.save(prompt),
    'prompts.used': ({ id }) => {
      prompts.used(id);
      return null;
    },
    'prompts.delete': ({ id }) => {
      prompts.delete(id);
      return null;
    },
  };
}
