/** Long and deep texts, as a model that repeats itself or somebody's pasted file makes them. */
import type { Dice } from '../suite';

/** One text, and a word that stands at its very end and nowhere else. */
export interface LongInput {
  readonly kind: string;
  readonly text: string;
  readonly last: string;
}

const LINE = 'Words that fill a line of an answer, with *marks* and `code` in them. ';

/** A usual text of about so many characters. */
export const paragraphs = (size: number): string => `${LINE}\n\n`.repeat(size / (LINE.length + 2));

/** How each kind of text is made, with about as many characters as asked for. */
const KINDS: Readonly<Record<string, (size: number) => string>> = {
  quotes: (size) => `${'> '.repeat(size / 2)}deep`,
  'lists in lists': (size) =>
    Array.from({ length: Math.sqrt(size) }, (_, depth) => `${' '.repeat(2 * depth)}- x`).join('\n'),
  'a long list': (size) => '- one more thing\n'.repeat(size / 17),
  emphasis: (size) => '*a_ **b~~ '.repeat(size / 10),
  'open brackets': (size) => '['.repeat(size),
  links: (size) => '[a](https://example.org/b_(c)) '.repeat(size / 31),
  backticks: (size) => '` `` ``` '.repeat(size / 9),
  'an open fence': (size) => `\`\`\`js\n${'let x = 1;\n'.repeat(size / 11)}`,
  'a long table': (size) => `| a | b |\n| - | - |\n${'| 1 | 2 |\n'.repeat(size / 10)}`,
  'a wide table': (size) =>
    `|${' a |'.repeat(size / 12)}\n|${' - |'.repeat(size / 12)}\n|${' 1 |'.repeat(size / 12)}`,
  headings: (size) => '###### Heading\n\n'.repeat(size / 16),
  'one line': (size) => LINE.repeat(size / LINE.length),
  'one word': (size) => 'a'.repeat(size),
  paragraphs,
  HTML: (size) => '<div><b>'.repeat(size / 8),
  entities: (size) => '&amp;&#x41;&lt;'.repeat(size / 15),
  'marks over letters': (size) => `e${'\u0301'.repeat(size - 1)}`,
  'right to left': (size) => '\u202eשלום \u2067עולם '.repeat(size / 13),
  math: (size) => '$x_{1}^{2$ $$ \\frac{'.repeat(size / 20),
  'empty lines': (size) => '\n'.repeat(size),
};

/** Letters that the last word may take. */
const ROOM = 30;

/**
 * As many texts as wanted, all kinds in turn.
 *
 * @param longest how many characters one in fifty of them has; the others have 2,000 to 200,000
 */
export function longInputs(count: number, dice: Dice, longest: number): LongInput[] {
  const sizeOf = (number: number): number =>
    number % 50 === 7 ? longest - ROOM : Math.round(2_000 * 100 ** dice.share());
  const kinds = Object.entries(KINDS);
  return Array.from({ length: count }, (_, number) => {
    const [kind, make] = kinds[number % kinds.length] ?? ['', String];
    const last = `end${number}of`;
    return { kind, text: `${make(sizeOf(number))}\n\n${last}`, last };
  });
}
