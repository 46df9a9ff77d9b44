import type { Manifest } from '../../shared/manifest';
import type { Message, Part } from '../../shared/message';

/** Messages that are read at first; each further reading takes four times as many. */
const FIRST = 32;
const FACTOR = 4;
/** Bytes of words that one token of any tokenizer covers at most. */
const LONGEST_TOKEN = 256;

/** The end of a branch that a prompt can hold. */
export interface PromptBranch {
  readonly messages: Message[];
  /** How many messages lie above them. */
  readonly above: number;
}

/**
 * The last messages of a branch, as many as fit into the context at the very least: what a question
 * costs follows the context, not the conversation. The runtime counts exactly and leaves out the rest.
 *
 * @param readEnd reads at least so many of the last messages
 * @param depth counts all messages of the branch
 */
export function promptBranch(
  { languageModel, visionEncoder }: Pick<Manifest, 'languageModel' | 'visionEncoder'>,
  readEnd: (least: number) => Message[],
  depth: () => number,
): PromptBranch {
  for (let wanted = FIRST; ; wanted *= FACTOR) {
    const messages = readEnd(wanted);
    const all = messages.length < wanted;
    let least = 0;
    for (let place = messages.length - 1; place >= 0; place -= 1) {
      const message = messages[place];
      if (!message) break;
      least += leastTokens(message, visionEncoder.visualTokens);
      // A round is left out whole, so that none is begun in its middle.
      if (least <= languageModel.contextLength || !beginsRound(messages, place)) continue;
      const kept = messages.slice(place);
      return { messages: kept, above: depth() - kept.length };
    }
    if (all) return { messages, above: 0 };
  }
}

/** Whether a question begins its turn: after an answer that said nothing it belongs to the one before. */
function beginsRound(messages: readonly Message[], place: number): boolean {
  const before = messages[place - 1];
  return (
    messages[place]?.role === 'user' &&
    before?.role === 'assistant' &&
    before.parts.some((part) =>
      part.type === 'text' ? part.text !== '' : picturesOf(part).length > 0,
    )
  );
}

/** Pictures of a part that were drawn or shown: the others are no part of a prompt. */
function picturesOf(part: Part): readonly { readonly image: string | null }[] {
  const pictures = part.type === 'frames' ? part.frames : part.type === 'image' ? [part] : [];
  return pictures.filter(({ image }) => image !== null);
}

/** Fewest tokens that a message can become. */
function leastTokens({ parts }: Message, visualTokens: number): number {
  let tokens = 0;
  for (const part of parts) {
    if (part.type === 'text') tokens += leastOfWords(part.text);
    // Each picture stands between two tokens that say so.
    tokens += picturesOf(part).length * (visualTokens + 2);
  }
  return tokens;
}

function leastOfWords(text: string): number {
  const words = text.replace(/\s+/g, ' ').trim();
  return Math.ceil(Buffer.byteLength(words) / LONGEST_TOKEN);
}
