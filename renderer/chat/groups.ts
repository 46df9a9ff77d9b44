/** The list of conversations in groups by age, pinned ones first. */
import type { Conversation } from '../../shared/message';

export type GroupName = 'pinned' | 'today' | 'yesterday' | 'week' | 'older';

export interface Group {
  readonly name: GroupName;
  readonly conversations: readonly Conversation[];
}

const DAY_MS = 86_400_000;
const order: readonly GroupName[] = ['pinned', 'today', 'yesterday', 'week', 'older'];

/**
 * Groups conversations, newest first in each group; empty groups are left out.
 *
 * @param filter words that a title must contain, in any case; empty for all
 * @param now time in milliseconds; days are those of the local calendar
 */
export function groupConversations(
  conversations: readonly Conversation[],
  filter: string,
  now: number,
): Group[] {
  const wanted = filter.trim().toLocaleLowerCase();
  const midnight = new Date(now).setHours(0, 0, 0, 0);
  const groupOf = ({ pinned, updatedAt }: Conversation): GroupName => {
    if (pinned) return 'pinned';
    if (updatedAt >= midnight) return 'today';
    if (updatedAt >= midnight - DAY_MS) return 'yesterday';
    return updatedAt >= midnight - 7 * DAY_MS ? 'week' : 'older';
  };
  const shown = conversations
    .filter(({ title }) => title.toLocaleLowerCase().includes(wanted))
    .sort((a, b) => b.updatedAt - a.updatedAt);
  return order
    .map((name) => ({ name, conversations: shown.filter((one) => groupOf(one) === name) }))
    .filter((group) => group.conversations.length > 0);
}
