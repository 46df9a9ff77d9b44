import type { ArchivedConversation } from '../../shared/archive/schema';

/** A conversation with a function applied to each of its times. */
function withTimes(
  conversation: ArchivedConversation,
  change: (time: number, messageId: string | null, field: 'createdAt' | 'updatedAt') => number,
): ArchivedConversation {
  return {
    ...conversation,
    createdAt: change(conversation.createdAt, null, 'createdAt'),
    updatedAt: change(conversation.updatedAt, null, 'updatedAt'),
    messages: conversation.messages.map((message) => ({
      ...message,
      createdAt: change(message.createdAt, message.id, 'createdAt'),
    })),
  };
}

/** Whether any time in a conversation is in the future. */
export const isAhead = ({ createdAt, updatedAt, messages }: ArchivedConversation, now: number) =>
  createdAt > now || updatedAt > now || messages.some((message) => message.createdAt > now);

/** A conversation without times in the future, which would keep it at the top for ever. */
export const heldBack = (conversation: ArchivedConversation, now: number): ArchivedConversation =>
  isAhead(conversation, now)
    ? withTimes(conversation, (time) => Math.min(time, now))
    : conversation;

/** A conversation with another one's times in place of those in the future. */
export function withTimesOf(
  conversation: ArchivedConversation,
  there: ArchivedConversation,
  now: number,
): ArchivedConversation {
  if (!isAhead(conversation, now)) return conversation;
  const times = new Map(there.messages.map(({ id, createdAt }) => [id, createdAt]));
  return withTimes(conversation, (time, messageId, field) => {
    if (time <= now) return time;
    return messageId === null ? there[field] : (times.get(messageId) ?? time);
  });
}
