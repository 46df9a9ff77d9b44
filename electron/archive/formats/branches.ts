import { branchTo } from '../selection';
import type { ArchivedMessage, ArchivedConversation } from '../../../shared/archive/schema';

/** A path through the tree and, for each of its messages, the other branches that begin there. */
export interface Path {
  readonly steps: readonly {
    readonly message: ArchivedMessage;
    readonly others: readonly ArchivedMessage[];
  }[];
}

/** The tree of a conversation as paths: the one shown, and one for every other branch. */
export class Branches {
  readonly #children = new Map<string | null, ArchivedMessage[]>();
  readonly #sizes = new Map<string, number>();

  constructor(private readonly conversation: ArchivedConversation) {
    for (const message of conversation.messages) {
      const siblings = this.#children.get(message.parentId);
      if (siblings) siblings.push(message);
      else this.#children.set(message.parentId, [message]);
    }
    // Children come after their parents, so going backwards visits them first.
    for (const { id } of conversation.messages.toReversed()) {
      const below = this.#childrenOf(id).reduce((sum, child) => sum + this.size(child.id), 0);
      this.#sizes.set(id, below + 1);
    }
  }

  /** Number of messages in the branch that begins at a message, itself included. */
  size(id: string): number {
    return this.#sizes.get(id) ?? 1;
  }

  /** The branch that the person saw last; the largest if that is not known. */
  shown(): Path {
    const { leafId } = this.conversation;
    if (leafId === null) return this.#below(null);
    return this.#path(branchTo(this.conversation, leafId), null);
  }

  /**
   * The branch that begins at a message and always follows the largest one below: the other branches are
   * then at most half as large, and so nest at most twenty deep.
   */
  from(message: ArchivedMessage): Path {
    const below = this.#below(message.id);
    return { steps: [{ message, others: [] }, ...below.steps] };
  }

  #below(id: string | null): Path {
    const messages: ArchivedMessage[] = [];
    for (let place = this.#largest(id); place; place = this.#largest(place.id))
      messages.push(place);
    return this.#path(messages, id);
  }

  #path(messages: readonly ArchivedMessage[], above: string | null): Path {
    let parent = above;
    const steps = messages.map((message) => {
      const others = this.#childrenOf(parent).filter(({ id }) => id !== message.id);
      parent = message.id;
      return { message, others };
    });
    return { steps };
  }

  #largest(id: string | null): ArchivedMessage | undefined {
    let found: ArchivedMessage | undefined;
    for (const child of this.#childrenOf(id)) {
      if (!found || this.size(child.id) >= this.size(found.id)) found = child;
    }
    return found;
  }

  #childrenOf(id: string | null): readonly ArchivedMessage[] {
    return this.#children.get(id) ?? [];
  }
}
