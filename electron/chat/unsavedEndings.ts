import type { Store } from '../store/open';
import type { Part, Finish, AnswerDetails, Message } from '../../shared/message';

/** How an answer ended. */
export interface Ending {
  readonly finish: Exclude<Finish, 'running'>;
  readonly error: string | null;
  readonly details: AnswerDetails | null;
}

interface Unsaved extends Ending {
  readonly parts: readonly Part[];
}

/** Endings that the store could not take (a full disk): kept here until it can. */
export class UnsavedEndings {
  readonly #kept = new Map<string, Unsaved>();

  constructor(private readonly messages: Store['messages']) {}

  keep(messageId: string, ending: Ending, parts: readonly Part[]): void {
    this.#kept.set(messageId, { ...ending, parts: [...parts] });
  }

  /** Tries again to write them all. */
  save(): void {
    for (const [id, { parts, finish, error, details }] of this.#kept) {
      try {
        this.messages.rewrite(id, parts, finish, error, details);
        this.#kept.delete(id);
      } catch {
        return;
      }
    }
  }

  /** A message including what has not been written yet. */
  complete(message: Message): Message {
    const unsaved = this.#kept.get(message.id);
    return unsaved ? { ...message, ...unsaved, parts: [...unsaved.parts] } : message;
  }
}
