import type { Conversation } from '../../shared/message';
import { midnightBefore } from './days';

export type AgeName = 'pinned' | 'today' | 'yesterday' | 'week' | 'older';

export interface Group {
  readonly kind: 'age' | 'folder' | 'archive';
  /** Of a folder as the person wrote it; else an {@link AgeName} or `archive`. */
  readonly name: string;
  readonly conversations: readonly Conversation[];
}

/** What the list is narrowed to. */
interface ListFilter {
  /** Words that a title, a folder or a tag must contain, in any case; empty for all. */
  readonly words: string;
  /** A tag that a conversation must have; null for any. */
  readonly tag: string | null;
}

/** A line of the list on the screen. */
type ListRow =
  | { readonly kind: 'group'; readonly key: string; readonly group: Group; readonly open: boolean }
  | { readonly kind: 'conversation'; readonly key: string; readonly conversation: Conversation };

const order: readonly AgeName[] = ['pinned', 'today', 'yesterday', 'week', 'older'];

const fits =
  ({ words, tag }: ListFilter) =>
  ({ title, folder, tags }: Conversation): boolean => {
    if (tag !== null && !tags.includes(tag)) return false;
    const wanted = words.trim().toLocaleLowerCase();
    return [title, folder, ...tags].some((text) => text.toLocaleLowerCase().includes(wanted));
  };

/**
 * Groups conversations, newest first in each group; empty groups are left out. A pinned one stands
 * with the pinned ones, wherever it is filed; one that was put away stands in the archive alone.
 *
 * @param now time in milliseconds; days are those of the local calendar
 */
export function groupConversations(
  conversations: readonly Conversation[],
  filter: ListFilter,
  now: number,
): Group[] {
  const [today, yesterday, week] = [0, 1, 7].map((days) => midnightBefore(now, days));
  const ageOf = ({ pinned, updatedAt }: Conversation): AgeName => {
    if (pinned) return 'pinned';
    if (updatedAt >= (today ?? 0)) return 'today';
    if (updatedAt >= (yesterday ?? 0)) return 'yesterday';
    return updatedAt >= (week ?? 0) ? 'week' : 'older';
  };
  const shown = conversations.filter(fits(filter)).sort((a, b) => b.updatedAt - a.updatedAt);
  const here = shown.filter(({ archived }) => !archived);
  const filed = here.filter(({ pinned, folder }) => !pinned && folder !== '');
  const loose = here.filter(({ pinned, folder }) => pinned || folder === '');
  const byAge = order.map((name): Group => ({
    kind: 'age',
    name,
    conversations: loose.filter((one) => ageOf(one) === name),
  }));
  const folders = foldersOf(filed).map((name): Group => ({
    kind: 'folder',
    name,
    conversations: filed.filter(({ folder }) => folder === name),
  }));
  const away = shown.filter(({ archived }) => archived);
  const archive: Group = { kind: 'archive', name: 'archive', conversations: away };
  return [...byAge.slice(0, 1), ...folders, ...byAge.slice(1), archive].filter(
    (group) => group.conversations.length > 0,
  );
}

/** Names of all folders, in the order of the alphabet. */
export const foldersOf = (conversations: readonly Conversation[]): string[] =>
  [...new Set(conversations.map(({ folder }) => folder))]
    .filter((name) => name !== '')
    .sort((a, b) => a.localeCompare(b));

/** All tags, in the order of the alphabet. */
export const tagsOf = (conversations: readonly Conversation[]): string[] =>
  [...new Set(conversations.flatMap(({ tags }) => tags))].sort((a, b) => a.localeCompare(b));

/** Names a group among those that are folded or unfolded. */
export const keyOf = ({ kind, name }: Group): string => `${kind} ${name}`;

/**
 * The lines of the list from top to bottom.
 *
 * @param turned groups that are not as they begin: folders begin open, the archive closed
 */
export function rowsOf(groups: readonly Group[], turned: readonly string[]): ListRow[] {
  return groups.flatMap((group): ListRow[] => {
    const key = keyOf(group);
    const open = group.kind === 'age' || (group.kind === 'folder') !== turned.includes(key);
    const head: ListRow = { kind: 'group', key, group, open };
    if (!open) return [head];
    return [
      head,
      ...group.conversations.map((conversation): ListRow => ({
        kind: 'conversation',
        key: conversation.id,
        conversation,
      })),
    ];
  });
}
