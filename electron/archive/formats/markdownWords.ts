/** Words as CommonMark shows them, whatever they hold. */
import { FULL_WIDTH } from '../../../shared/markdown/pieces';

/** Control characters and halves of letters. */
export const CONTROL = /[^\P{Cc}\t\n\r]|\p{Cs}/gu;
const DIRECTION = /[\u202a-\u202e\u2066-\u2069]/g;

/** Marks of direction, closed at the end of each line, so that they turn no other text around. */
export const closed = (text: string): string =>
  text
    .split('\n')
    .map((line) => {
      let open = '';
      for (const [mark] of line.matchAll(DIRECTION)) {
        if (mark === '\u202c' || mark === '\u2069') open = open.slice(0, -1);
        else open += mark >= '\u2066' ? '\u2069' : '\u202c';
      }
      return line + [...open].reverse().join('');
    })
    .join('\n');

/** Addresses of the web in words, without the marks that end a sentence; no full-width one is of it. */
const ADDRESS = new RegExp(
  `(https?://[^\\s<>\\p{Cc}${FULL_WIDTH}]*[^\\s<>\\p{Cc}${FULL_WIDTH}?!.,:;*_~'")\\]])`,
  'u',
);

/**
 * Words without marks of Markdown. An address is written as a link of CommonMark: as a bare one it
 * would take the backslashes in and behind it for its own, and what they keep quiet would be active.
 */
const escaped = (line: string): string =>
  line
    .split(ADDRESS)
    .map((piece, place) =>
      place % 2 === 1
        ? `<${piece}>`
        : piece
            .replace(/[\\`*_[\]<>|~&$]/g, '\\$&')
            .replace(/:(?=\/\/)/g, '\\:')
            .replace(/\b(www)\./gi, '$1\\.'),
    )
    .join('');

/** Words that were typed, written so that CommonMark shows them as they are. */
export function plainToMarkdown(text: string): string {
  return (
    closed(text.replace(CONTROL, '\uFFFD'))
      .split(/\r\n|\r|\n/)
      .map((line) =>
        escaped(line)
          // What begins a list, a heading or a rule does so at the start of a line alone.
          .replace(/^([ \t]*)([-+#=])/, '$1\\$2')
          .replace(/^([ \t]*\d+)([.)])/, '$1\\$2')
          .replace(/^[ \t]+/, (space) => '&nbsp;'.repeat(space.length))
          .replace(/[ \t]+$/, ''),
      )
      .join('  \n')
      // A line of nothing would end the paragraph, and two of them are shown as one.
      .replace(/^ {2}$/gm, '&nbsp;  ')
  );
}
