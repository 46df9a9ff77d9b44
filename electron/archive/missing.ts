import type { ArchivedConversation } from '../../shared/archive/schema';
import { referencesOf } from './references';

/** Files that an imported conversation lacks. */
export interface MissingFiles {
  /** Id and title of the conversation. */
  readonly id: string;
  readonly title: string;
  /** The pictures, each with the words of the first message that shows it. */
  readonly pictures: readonly { readonly image: string; readonly words: string }[];
  /** How many files of visual tokens are missing. */
  readonly tokens: number;
}

/** Most letters of the message that describes a picture. */
const WORDS = 120;

/** The conversations that use missing files, and what each of them lacks. */
export function missingOf(
  conversations: readonly ArchivedConversation[],
  missing: ReadonlySet<string>,
): MissingFiles[] {
  if (missing.size === 0) return [];
  return conversations.flatMap((conversation) => {
    const pictures = new Map<string, string>();
    const tokens = new Set<string>();
    for (const message of conversation.messages) {
      const named = referencesOf([{ ...conversation, messages: [message] }]);
      for (const image of named.images) {
        if (missing.has(image) && !pictures.has(image)) pictures.set(image, wordsOf(message));
      }
      for (const hash of named.tokens) if (missing.has(hash)) tokens.add(hash);
    }
    if (pictures.size + tokens.size === 0) return [];
    const { id, title } = conversation;
    const list = [...pictures].map(([image, words]) => ({ image, words }));
    return [{ id, title, pictures: list, tokens: tokens.size }];
  });
}

function wordsOf({ parts }: ArchivedConversation['messages'][number]): string {
  const words = parts.flatMap((part) => (part.type === 'text' ? [part.text.trim()] : []));
  return [...words.join(' ').slice(0, 4 * WORDS)].slice(0, WORDS).join('');
}
