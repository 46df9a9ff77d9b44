import type { StudioState } from '../../state/studio';
import type { Message } from '../../../shared/message';

const says = ({ parts }: Message): boolean =>
  parts.some((part) => part.type !== 'text' || part.text !== '');

/**
 * Place of the first message that was in the prompt; 0 when all of them were.
 *
 * @param droppedTurns oldest turns that were left out; messages in which nothing was said are no
 *   turns, and neighbours of one role are one
 */
export function firstSeen(messages: readonly Message[], droppedTurns: number): number {
  if (droppedTurns === 0) return 0;
  let turns = 0;
  let role: Message['role'] | undefined;
  for (const [place, message] of messages.entries()) {
    if (!says(message) || message.role === role) continue;
    role = message.role;
    turns += 1;
    if (turns > droppedTurns) return place;
  }
  return 0;
}

/** Place of the first message that the newest answer's prompt held. */
export function edgeOf({ view }: StudioState): number {
  if (!view) return 0;
  const newest = view.messages.findLast((message) => message.details !== null)?.details;
  const dropped = view.context?.droppedTurns ?? newest?.context.droppedTurns ?? 0;
  // Of the messages that are not here yet each is taken for a turn, which it nearly always is.
  return firstSeen(view.messages, Math.max(0, dropped - view.above));
}
