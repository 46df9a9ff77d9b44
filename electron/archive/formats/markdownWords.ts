/** Escapes words so that CommonMark shows them, whatever they contain. */
import { FULL_WIDTH } from '../../../shared/markdown/pieces';

/** Control characters and lone surrogates. */
export const CONTROL = /[^\P{Cc}\t\n\r]|\p{Cs}/gu;
const DIRECTION = /[\u202a-\u202e\u2066-\u2069]/g;

/** Direction marks, closed at the end of each line so that they do not reorder other text. */
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

/** Web addresses in text, without full-width letters or punctuation at the end of a sentence. */
const ADDRESS = new RegExp(
  `(https?://[^\\s<>\\p{Cc}${FULL_WIDTH}]*[^\\s<>\\p{Cc}${FULL_WIDTH}?!.,:;*_~'")\\]])`,
  'u',
);

/**
 * Text with all Markdown escaped. An address is written as a CommonMark link, since a bare one would take
 * the backslashes in and after it as its own, and what they escape would become active.
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

/** Typed words, escaped so that CommonMark shows them as they are. */
export function plainToMarkdown(text: string): string {
  return (
    closed(text.replace(CONTROL, '\uFFFD'))
      .split(/\r\n|\r|\n/)
      .map((line) =>
        escaped(line)
          // Lists, headings and rules begin only at the start of a line.
          .replace(/^([ \t]*)([-+#=])/, '$1\\$2')
          .replace(/^([ \t]*\d+)([.)])/, '$1\\$2')
          .replace(/^[ \t]+/, (space) => '&nbsp;'.repeat(space.length))
          .replace(/[ \t]+$/, ''),
      )
      .join('  \n')
      // An empty line would end the paragraph, and two of them are shown as one.
      .replace(/^ {2}$/gm, '&nbsp;  ')
  );
}
