import { isValidElement, type ReactNode } from 'react';

/** The words in a tree of React nodes, as they stand on the screen. */
export function textOfNode(node: ReactNode): string {
  if (typeof node === 'string' || typeof node === 'number') return String(node);
  if (Array.isArray(node)) return (node as ReactNode[]).map(textOfNode).join('');
  if (isValidElement<{ children?: ReactNode }>(node)) return textOfNode(node.props.children);
  return '';
}
