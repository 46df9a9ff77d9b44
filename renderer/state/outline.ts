import type { OutlineNode } from '../../shared/ipc/tree';
import { textsOf, type Message } from '../../shared/message';

const asNode = (message: Message): OutlineNode => ({
  id: message.id,
  parentId: message.parentId,
  message,
});

/** The known tree with the messages on the screen in the place of older readings of them. */
export function joinTree(
  tree: readonly OutlineNode[],
  shown: readonly Message[],
): readonly OutlineNode[] {
  if (shown.length === 0) return tree;
  const newer = new Map(shown.map((message) => [message.id, message]));
  const joined = tree.map((node) => {
    const message = newer.get(node.id);
    return message ? asNode(message) : node;
  });
  const known = new Set(tree.map(({ id }) => id));
  return [...joined, ...shown.filter(({ id }) => !known.has(id)).map(asNode)];
}

/** The messages of a tree of which more than their place is known. */
export const wholeOf = (tree: readonly OutlineNode[]): Message[] =>
  tree.flatMap(({ message }) => message ?? []);

/** The words of a message as a question or an answer, each text a line. */
export const wordsOf = ({ parts }: Pick<Message, 'parts'>): string =>
  textsOf(parts).join('\n').trim();

/** Key of the step that a picture of an answer is. */
export const drawnKey = (messageId: string, part: number): string => `${messageId}:${part}`;

/** Key of a picture of the draft in the views that show each picture by itself. */
export const draftKey = (image: string): string => `draft:${image}`;
