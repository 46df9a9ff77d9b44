/** File extensions of pictures by kind, so that an unpacked archive can be viewed. */
const ENDS: Readonly<Record<string, string>> = {
  'image/png': '.png',
  'image/jpeg': '.jpg',
  'image/webp': '.webp',
  'image/gif': '.gif',
  'image/avif': '.avif',
};

/** Extension of a picture's file name, with its dot. */
export const endOf = (mediaType: string): string => ENDS[mediaType] ?? '.bin';

/** Names of the entries of an archive. */
export const entryName = {
  conversation: (id: string): string => `conversations/${id}.json`,
  image: (hash: string, mediaType: string): string => `images/${hash}${endOf(mediaType)}`,
  tokens: (hash: string): string => `tokens/${hash}.f32`,
};

const NAMES =
  /^(archive\.json|conversations\/[0-9a-f-]{36}\.json|images\/[0-9a-f]{64}\.[a-z]{3,4}|tokens\/[0-9a-f]{64}\.f32)$/;

/** Whether an archive may have an entry of that name. */
export const isEntryName = (name: string): boolean => NAMES.test(name);
