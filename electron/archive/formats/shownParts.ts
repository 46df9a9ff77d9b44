import type { ArchivedMessage } from '../../../shared/archive/schema';
import { t, currentLanguage } from '../../../shared/i18n/translate';
import { isLost, picturesOf, wordsOf, type ImagePart, type Part } from '../../../shared/message';

/** How answers begin in which the model thinks visually, as it was trained following the paper. */
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

/** A line about how a picture was drawn; empty for one that was attached. */
export function lineageOf(part: Part): string[] {
  return picturesOf(part).flatMap(({ rendering }) => {
    if (!rendering) return [];
    const { seed, guidance, steps, variation, packageName } = rendering;
    const values = { name: packageName, seed, guidance: decimal(guidance), steps };
    const varied = t('exported.varied', { variation: decimal(variation) });
    return [t('exported.drawn', values) + (variation > 0 ? `, ${varied}` : '')];
  });
}

/** A line about the settings of an answer; nothing if they are not known. */
export function detailsLine({ details }: ArchivedMessage): string | undefined {
  if (!details) return undefined;
  const { packageName, provider, temperature, seed, tokens, timings } = details;
  return t('exported.details', {
    name: packageName,
    provider,
    temperature: decimal(temperature),
    seed,
    ...tokens,
    seconds: decimal(timings.total / 1000, 1),
  });
}

/** Why an answer is not complete; nothing for one that ended by itself. */
export function endingOf({ finish, error }: ArchivedMessage): string | undefined {
  if (finish === 'cancelled') return t('exported.stopped');
  if (finish === 'length') return t('exported.limit');
  return finish === 'error' ? (error ?? t('exported.failed')) : undefined;
}

/** A number with the decimal separator of the language, and all or a fixed number of digits after it. */
const decimal = (value: number, digits?: number): string =>
  new Intl.NumberFormat(currentLanguage(), {
    useGrouping: false,
    minimumFractionDigits: digits ?? 0,
    maximumFractionDigits: digits ?? 6,
  }).format(value);

/** How many messages, in words. */
export const messagesOf = (number: number): string =>
  number === 1 ? t('exported.message') : t('exported.messages', { number });

/** The text in place of a picture that cannot be shown. */
export function lackOf(part: ImagePart): string {
  if (part.image !== null) return t('exported.pictureGone');
  return isLost(part) ? t('exported.pictureLost') : t('exported.notDrawn');
}

/** A time for people, the same on every computer: 2026-05-03 14:05 UTC. */
export const dateOf = (moment: number): string =>
  `${new Date(moment).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** Title of a conversation, never empty. */
export const titleOf = ({ title }: { readonly title: string }): string =>
  title.trim() === '' ? t('exported.untitled') : title;

/** Letters that are searched for the first words of a message. */
const LOOKED_AT = 1000;

/** First words of a message, for a line that represents it. */
export function firstWords({ parts }: ArchivedMessage): string {
  const letters = [
    ...wordsOf(parts, ' ').trimStart().slice(0, LOOKED_AT).trim().replace(/\s+/gu, ' '),
  ];
  if (letters.length === 0) return t('exported.onlyPicture');
  return letters.length <= 60 ? letters.join('') : `${letters.slice(0, 60).join('')}…`;
}
