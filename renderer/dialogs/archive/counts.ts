import { words } from '../../i18n';

/** What a file or the studio holds, in words; pictures are left out where they are not counted. */
export function describeCounts(held: {
  readonly conversations: number;
  readonly messages: number;
  readonly images?: number;
}): string {
  const { conversations, messages, images } = held;
  return [
    words('archive.conversations', { count: conversations }),
    words('archive.messages', { count: messages }),
    ...(images === undefined ? [] : [words('archive.pictures', { count: images })]),
  ].join(', ');
}
