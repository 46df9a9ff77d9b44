import type { ArchivedMessage } from '../../../shared/archive/schema';
import type { Part } from '../../../shared/message';
import { picturesOf } from '../references';

/** How answers begin in which the model thinks visually, as the paper has it trained. */
const THINKING = /^\s*I will think about it visually/i;

/**
 * Parts of a message as they are shown: without thinking, an answer that begins by thinking visually
 * goes on after the pictures that it thought with.
 */
export function shownParts({ role, parts }: ArchivedMessage, thinking: boolean): readonly Part[] {
  const [first] = parts;
  if (thinking || role !== 'assistant' || first?.type !== 'text' || !THINKING.test(first.text)) {
    return parts;
  }
  const end = parts.findIndex((part, index) => index > 0 && part.type === 'text');
  return end < 0 ? [] : parts.slice(end);
}

/** The picture's line of how it was drawn; empty for one that was taken in. */
export function lineageOf(part: Part): string[] {
  return picturesOf(part).flatMap(({ rendering }) => {
    if (!rendering) return [];
    const { seed, guidance, steps, variation, packageName } = rendering;
    const varied = variation > 0 ? `, variation ${variation}` : '';
    return [`drawn by ${packageName}, seed ${seed}, guidance ${guidance}, ${steps} steps${varied}`];
  });
}

/** One line of what an answer ran with; nothing where that is not known. */
export function detailsLine({ details }: ArchivedMessage): string | undefined {
  if (!details) return undefined;
  const { packageName, provider, temperature, seed, tokens, timings } = details;
  const seconds = (timings.total / 1000).toFixed(1);
  return `${packageName} on ${provider}, temperature ${temperature}, seed ${seed}, ${tokens.text} text and ${tokens.visual} visual tokens, ${seconds} s`;
}

/** Why an answer is not whole; nothing for one that ended by itself. */
export function endingOf({ finish, error }: ArchivedMessage): string | undefined {
  if (finish === 'cancelled') return 'Stopped.';
  if (finish === 'length') return 'Ended by the limit of its length.';
  return finish === 'error' ? (error ?? 'Ended by an error.') : undefined;
}

/** A moment for people, the same on every machine: 2026-05-03 14:05 UTC. */
export const dateOf = (moment: number): string =>
  `${new Date(moment).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** Title of a conversation, never empty. */
export const titleOf = ({ title }: { readonly title: string }): string =>
  title.trim() === '' ? 'Untitled conversation' : title;

/** First words of a message, for a line that stands for it. */
export function firstWords({ parts }: ArchivedMessage): string {
  const text = parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join(' ');
  const letters = [...text.trim().replace(/\s+/gu, ' ')];
  if (letters.length === 0) return 'a picture';
  return letters.length <= 60 ? letters.join('') : `${letters.slice(0, 60).join('')}…`;
}
