/** Turns what a person typed into the words to search for. */

/** Scripts that put no spaces between words, so that an index of words cannot know where one begins. */
const UNSPACED =
  /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]/u;
/** Letters around the first match that an excerpt shows. */
const BEFORE = 40;
const AFTER = 90;

/** The words in order, without what is between them. */
export const searchTerms = (typed: string): string[] => typed.match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];

/** Whether some of the words may be in the middle of what the index considers one word. */
export const areUnspaced = (typed: string): boolean => UNSPACED.test(typed);

/** An FTS5 query for every word, the last ones perhaps unfinished; empty where there are none. */
export function queryOf(typed: string): string {
  // The index divides words at their marks; in quotes the pieces of one stay side by side.
  const found = searchTerms(typed).filter((word) => /[\p{L}\p{N}]/u.test(word));
  return found.map((word) => `"${word}"*`).join(' ');
}

/** Spellings of a word in a text, for a database that ignores the case of ASCII only. */
export function casesOf(word: string): string[] {
  const small = word.toLowerCase();
  const [first = ''] = small;
  return [...new Set([small, word.toUpperCase(), first.toUpperCase() + small.slice(first.length)])];
}

/** Words around the first match; those searched for are between U+0002 and U+0003. */
export function excerptOf(text: string, words: readonly string[]): string {
  // Words are letters and digits only, which need no escaping in a pattern.
  const sought = new RegExp(words.join('|'), 'giu');
  const place = Math.max(0, text.search(sought));
  const begin = [...text.slice(0, place)].slice(-BEFORE).join('');
  const end = [...text.slice(place, place + 2 * AFTER)].slice(0, AFTER).join('');
  const marked = (begin + end).replace(sought, (word) => `\u0002${word}\u0003`);
  const cutBefore = begin.length < place ? '…' : '';
  const cutAfter = place + end.length < text.length ? '…' : '';
  return `${cutBefore}${marked}${cutAfter}`;
}
