import fc from 'fast-check';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { describe, expect, it } from 'vitest';
import { boundedMarks } from '../../shared/markdown/bounds';
import { firstPages, pagesOf } from '../../shared/markdown/pages';

const bodyOf = (text: string): string =>
  pagesOf(text)
    .map(({ body }) => body)
    .join('');

const html = (text: string, most: number): string =>
  micromark(text, { extensions: [gfm(), boundedMarks(most)], htmlExtensions: [gfmHtml()] });

const PIECES = [
  '# Heading\n\n',
  '- one\n- two\n\n',
  '> quoted\n\n',
  '```js\ncode\n```\n',
  '| a | b |\n|---|---|\n| 1 | 2 |\n\n',
  'Words, *some* of them.\r\n',
  '\n',
  '[1]: https://example.org\n\n',
];
const long = fc
  .array(fc.tuple(fc.constantFrom(...PIECES), fc.integer({ min: 1, max: 900 })), { maxLength: 12 })
  .map((all) => all.map(([piece, times]) => piece.repeat(times)).join(''));

describe('pages of Markdown', () => {
  // Fault: letters that are lost, doubled or changed where a long answer is cut.
  it('make up the text again', () => {
    fc.assert(
      fc.property(fc.oneof(long, fc.string({ unit: 'binary', maxLength: 500 })), (text) => {
        expect(bodyOf(text) === text).toBe(true);
      }),
      { numRuns: 30 },
    );
    const line = `${'a b '.repeat(40_000)}${'😀'.repeat(70_000)}\r\n${'|'.repeat(130_000)}`;
    expect(bodyOf(line) === line).toBe(true);
    for (const { body } of pagesOf(line)) expect(/\p{Cs}/u.test(body)).toBe(false);
  });

  // Fault: an answer that comes, and all of which is read anew at each word.
  it('stay as they are while the text grows, but for the end', () => {
    const text = PIECES.slice(0, 6).join('').repeat(700);
    const whole = pagesOf(text);
    expect(whole.length).toBeGreaterThan(4);
    for (let end = 1; end < text.length; end += 997) {
      const pages = pagesOf(text.slice(0, end)).slice(0, -2);
      expect(pages).toEqual(whole.slice(0, pages.length));
      expect(pagesOf(text.slice(0, end)).at(-1)?.body.length).toBeLessThan(60_000);
    }
  });

  // Fault: a text that is cut within code or a table, of which the rest is shown as signs.
  it('begin code and tables again that are too long for one', () => {
    const code = pagesOf(`~~~py\n${'print(1)\n'.repeat(60_000)}~~~\n`);
    expect(code.length).toBeGreaterThan(1);
    for (const { head } of code.slice(1)) expect(head).toBe('~~~py\n');
    const table = pagesOf(`| a | b |\n|---|---|\n${'| 1 | 2 |\n'.repeat(9000)}`);
    expect(table.length).toBeGreaterThan(1);
    for (const { head } of table.slice(1)) expect(head).toBe('| a | b |\n|---|---|\n');
  });

  // Fault: links by name that no page can follow, since their addresses stand on the last one.
  it('have the names of links before them', () => {
    const pages = pagesOf(`${'See [the paper][1].\n\n'.repeat(3000)}[1]: https://example.org\n`);
    expect(pages.length).toBeGreaterThan(1);
    for (const { head } of pages) expect(head).toContain('[1]: https://example.org');
  });

  // Fault: quotations and lists nested thousands deep, at which readers and the window end.
  it('nest no deeper than anybody nests', () => {
    const lists = Array.from({ length: 400 }, (_, depth) => `${'  '.repeat(depth)}- a\n`).join('');
    for (const text of ['>'.repeat(12_000), '> '.repeat(35_000), '- 1. '.repeat(2000), lists]) {
      const deepest = pagesOf(text).map(({ head, body }) => {
        const tags = html(head + body, 500).match(/<(?:blockquote|ul|ol|li)|<\/(?:ul|ol|li)/g);
        let depth = 0;
        return (tags ?? []).reduce(
          (most, tag) => Math.max(most, (depth += tag.startsWith('</') ? -1 : 1)),
          0,
        );
      });
      expect(Math.max(...deepest)).toBeLessThanOrEqual(120);
    }
  });

  // Fault: a text of ten million letters that is put on the screen at once.
  it('are given up to a weight, and the letters behind them counted', () => {
    const line = 'a'.repeat(10_000_000);
    const { pages, left } = firstPages(line, 120_000);
    const shown = pages.reduce((sum, { body }) => sum + body.length, 0);
    expect(shown).toBeLessThan(300_000);
    expect(shown + left).toBe(line.length);
    expect(firstPages('short', 120_000)).toMatchObject({ left: 0 });
    expect(pagesOf('')).toHaveLength(1);
  });
});

describe('marks in one paragraph', () => {
  // Fault: thousands of marks that are each weighed against all others.
  it('are letters behind the last one that is read', () => {
    const text = '**a** '.repeat(10).trim();
    expect(html(text, 8)).toBe(
      `<p>${'<strong>a</strong> '.repeat(4)}${'**a** '.repeat(6).trim()}</p>`,
    );
    expect(html('`a` '.repeat(3).trim(), 2)).toBe('<p><code>a</code> <code>a</code> `a`</p>');
    expect(html('[a](b) '.repeat(2).trim(), 2)).toBe('<p><a href="b">a</a> [a](b)</p>');
  });

  // Fault: a bound that changes what is read below it.
  it('are read as they always are as long as they are few', () => {
    const pieces = ['*', '_', '`', '``', '[', '](b)', ']', '<b>', '~', '\\', 'a', ' ', '![', '\n'];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 40 }), (all) => {
        const text = all.join('');
        const usual = micromark(text, { extensions: [gfm()], htmlExtensions: [gfmHtml()] });
        expect(html(text, 500)).toBe(usual);
      }),
      { numRuns: 600 },
    );
  });

  it('are counted for each paragraph, heading and cell by itself', () => {
    expect(html('*a*\n\n*a*', 2)).toBe('<p><em>a</em></p>\n<p><em>a</em></p>');
    const row = '| *a* | *b* |\n';
    expect(html(`${row}|---|---|\n${row}`, 2).match(/<em>/g)).toHaveLength(4);
  });

  it('are told when one is left as a letter', () => {
    let hits = 0;
    const extensions = [gfm(), boundedMarks(2, () => (hits += 1))];
    micromark('*a* `b`', { extensions });
    expect(hits).toBe(0);
    micromark('*a* *b*', { extensions });
    expect(hits).toBe(2);
  });
});
