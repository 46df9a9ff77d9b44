import type { TreeNode } from '../../../shared/ipc/tree';

/** A stretch of messages of which each but the last is followed by one message alone. */
export interface Segment {
  /** The id of its first message. */
  readonly id: string;
  readonly parent: string | null;
  readonly nodes: readonly TreeNode[];
  readonly children: readonly string[];
  /** 0 for a beginning of the conversation. */
  readonly column: number;
  /** Each end of a branch has a row of its own; a stretch stands in the row of its first branch. */
  readonly row: number;
}

/**
 * Divides a tree at its forks and where a branch has a name.
 *
 * @param nodes parents before their children
 * @returns parents before their children, each branch whole before the next
 */
export function segmentsOf(nodes: readonly TreeNode[]): Segment[] {
  const children = new Map<string | null, TreeNode[]>();
  for (const node of nodes) {
    const list = children.get(node.parentId);
    if (list) list.push(node);
    else children.set(node.parentId, [node]);
  }
  const segments: Segment[] = [];
  let rows = 0;
  // A stack instead of recursion: conversations are deeper than a call stack.
  const open = (children.get(null) ?? []).map((first) => ({
    first,
    parent: null as string | null,
    column: 0,
  }));
  open.reverse();
  for (let next = open.pop(); next; next = open.pop()) {
    const stretch = [next.first];
    let below = children.get(next.first.id) ?? [];
    for (let [only] = below; below.length === 1 && only && only.name === ''; [only] = below) {
      stretch.push(only);
      below = children.get(only.id) ?? [];
    }
    const { id } = next.first;
    segments.push({
      id,
      parent: next.parent,
      nodes: stretch,
      children: below.map((child) => child.id),
      column: next.column,
      row: rows,
    });
    if (below.length === 0) rows += 1;
    for (const first of below.toReversed())
      open.push({ first, parent: id, column: next.column + 1 });
  }
  return segments;
}

/** The stretch that a message lies in. */
export const segmentOf = (
  segments: readonly Segment[],
  messageId: string | null,
): Segment | undefined => segments.find(({ nodes }) => nodes.some(({ id }) => id === messageId));

/** Where the arrow keys lead from a stretch; undefined for nowhere. */
export function neighbour(
  segments: readonly Segment[],
  from: Segment,
  key: string,
): Segment | undefined {
  const byId = (id: string | null | undefined): Segment | undefined =>
    segments.find((segment) => segment.id === id);
  switch (key) {
    case 'ArrowLeft':
      return byId(from.parent);
    case 'ArrowRight':
      return byId(from.children[0]);
    case 'ArrowUp':
    case 'ArrowDown': {
      const step = key === 'ArrowUp' ? -1 : 1;
      const column = segments.filter((segment) => segment.column === from.column);
      return column[column.indexOf(from) + step];
    }
    case 'Home':
      return segments[0];
    default:
      return undefined;
  }
}

/** The messages of two branches that both have, and those that each has alone. */
export function compared<Item extends { readonly id: string }>(
  left: readonly Item[],
  right: readonly Item[],
): { common: readonly Item[]; left: readonly Item[]; right: readonly Item[] } {
  let same = 0;
  while (same < left.length && left[same]?.id === right[same]?.id) same += 1;
  return { common: left.slice(0, same), left: left.slice(same), right: right.slice(same) };
}
