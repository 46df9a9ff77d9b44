import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dividedAtMarks, prepared, restored } from '../../shared/markdown/pieces';

/** Pieces of a text, as they were written. */
const piecesOf = (text: string): string[] => prepared(text).pieces.map(({ source }) => source);

describe('pieces of Markdown', () => {
  it.each<[string, string[]]>([
    [
      'a \\(x_1 * y_1\\) b \\[\nz \\\\[2pt]\n- w\n\\] c',
      ['\\(x_1 * y_1\\)', '\\[\nz \\\\[2pt]\n- w\n\\]'],
    ],
    [
      '$$\na\n= b\n$$ and $a_1 * b_1$, $\\alpha$ 能量$E$是',
      ['$$\na\n= b\n$$', '$a_1 * b_1$', '$\\alpha$', '$E$'],
    ],
    ['\\begin{align}a&=b\\\\c&=d\\end{align}', ['\\begin{align}a&=b\\\\c&=d\\end{align}']],
    ['| \\(|x|\\) | first<br>second<BR />third |', ['\\(|x|\\)', '<br>', '<BR />']],
    [
      'https://e.example/a，b (https://e.example/b(1)）c www.e.example。',
      ['https://e.example/a', 'https://e.example/b(1)', 'www.e.example'],
    ],
  ])('are found: %j', (text, found) => {
    expect(piecesOf(text)).toEqual(found);
  });

  // Fault: words that only look like formulas, code and addresses of links are changed.
  it.each([
    'It costs $5 to $10 a month, US$5-$x or $ 5 $ and \\$a\\$.',
    '`\\(x\\)` and ``a ` $b$``\n\n```\n\\[x\\]\n<br>\n```\n\n> ~~~\n> $a$\n> ~~~',
    '[a](b\\(c\\)) and [b]: x\n\n[r]: https://e.example/a，b',
    '\\\\(x\\\\) \\( \\) \\(open',
    '<https://e.example/a，b> https://e.example/글 입니다 [https://e.example/a，b](https://f.example)',
    'a \uE0000\uE001 \\(x\\)',
  ])('are not found: %j', (text) => {
    expect(prepared(text)).toEqual({ text, pieces: [] });
  });

  // Fault: a formula in a quotation has the marks of the quotation in it.
  it('hold no marks of the quotation around them', () => {
    const [piece] = prepared('> \\[\n> a\n> > b\n> \\]').pieces;
    expect(piece).toMatchObject({ kind: 'formula', tex: '\na\nb\n', display: true });
  });

  // Fault: a text that is not the same again once its pieces are put back.
  it('make up the text again', () => {
    const bits = fc.constantFrom(
      '\\(',
      '\\)',
      '\\[',
      '\\]',
      '$',
      '$$',
      '`',
      '``',
      '\n',
      '\n\n',
      '<br>',
      'a',
      ' ',
      '```\n',
      '[',
      '](',
      ')',
      'https://a.b/',
      '，',
      '\\',
      '> ',
    );
    fc.assert(
      fc.property(fc.array(bits, { maxLength: 30 }), (list) => {
        const text = list.join('');
        const { text: marked, pieces } = prepared(text);
        expect(restored(marked, pieces)).toBe(text);
        const parts = dividedAtMarks(marked, pieces);
        expect(parts.map((part) => (typeof part === 'string' ? part : part.source)).join('')).toBe(
          text,
        );
      }),
      { numRuns: 2000 },
    );
  });

  // Fault: one answer of beginnings without an end that keeps the window busy.
  it('are sought in a time that grows with the text', () => {
    const begin = performance.now();
    for (const mark of [
      '\\(',
      '\\[',
      '$$',
      '$a',
      '`a``b',
      '](',
      '[',
      '<a',
      'https://a.b)))',
      '\\begin{align}',
      '“www.a.b，',
    ]) {
      prepared(mark.repeat(100_000));
    }
    expect(performance.now() - begin).toBeLessThan(20_000);
  });
});
