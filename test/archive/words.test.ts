import fc from 'fast-check';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { describe, expect, it } from 'vitest';
import { escapeHtml, markdownToHtml } from '../../electron/archive/formats/htmlWords';
import { answerToMarkdown, plainToMarkdown } from '../../electron/archive/formats/markdownWords';
import { careless } from '../hard/hostile/readers';

/** As elsewhere: a reader of Markdown that lets HTML through, the worst there is. */
const elsewhere = (text: string): string =>
  micromark(text, {
    allowDangerousHtml: true,
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
  });

const HOSTILE = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '![x](https://elsewhere.example/track.png)',
  '[x](javascript:alert(1))',
  '![x][r]\n\n[r]: https://elsewhere.example/a.png',
  '<div>\n\n![y](https://elsewhere.example/b.png)\n</div>',
  '```\nnever closed',
  '~~~js\nnever closed <script>',
  '<!-- open',
  '<style>body{display:none}',
  '</details></section></body>',
  '"><svg onload=alert(1)>',
  '\u202Egnp.exe',
  '[^1]: note\n\ntext[^1]',
  '# Heading\n---\n***\n1. a\n- b',
  '<a href="data:text/html,x">',
  '\0\x07',
  '=HYPERLINK("https://elsewhere.example")',
];
const hostile = fc
  .array(fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ maxLength: 20 })), { maxLength: 5 })
  .map((pieces) => pieces.join('\n'));

const MARKUP =
  /<(script|img|svg|style|iframe|object|embed|form|link|meta|base)\b|<[^>]*\son\w+=|(?:href|src)="(?:javascript|data):/i;

describe('words in HTML', () => {
  // Fault: an answer that runs in the page of whoever opens the export, or calls home from it.
  it('are never markup of their own', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(markdownToHtml(text)).not.toMatch(MARKUP);
        expect(escapeHtml(text)).not.toMatch(/[<>"']/);
      }),
      { numRuns: 500 },
    );
  });

  it('keep what Markdown means', () => {
    const html = markdownToHtml('# A\n\n**b** `c` [d](https://e.example)\n\n| f |\n|-|\n| g |');
    expect(html).toContain('<h4 dir="auto">A</h4>');
    expect(html).toContain('<strong>b</strong> <code>c</code>');
    expect(html).toContain('href="https://e.example"');
    expect(html).toContain('<td>g</td>');
  });

  // Fault: a short way for plain words that shows them otherwise than the long one.
  it('are the same by the short way and by the long one', () => {
    const plain = fc
      .array(fc.constantFrom('a', 'B.', ' ', '\n', '\n\n', '  ', '"q"', '1', '. ', '(x)', 'é'), {
        maxLength: 12,
      })
      .map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(plain, (text) => {
        const long = elsewhere(text)
          .trim()
          .replaceAll('<p>', '<p dir="auto">')
          .replaceAll('&#39;', "'");
        const short = markdownToHtml(text).trim().replaceAll('&#39;', "'");
        expect(short.replaceAll(' dir="auto"', '')).toBe(long.replaceAll(' dir="auto"', ''));
      }),
      { numRuns: 1000 },
    );
  });

  // Fault: an answer made of brackets that keeps the export busy for minutes.
  it('are read in time, however they nest', () => {
    const begin = performance.now();
    const pieces = ['>', '[', '- ', '*a ', '<', '`', '_*', '<a ', '![', '|a\n|-\n'];
    for (const piece of pieces) {
      for (const count of [1300, 3900, 20_000]) {
        const text = piece.repeat(count);
        markdownToHtml(text);
        answerToMarkdown(text);
      }
    }
    expect(performance.now() - begin).toBeLessThan(20_000);
  });
});

describe('words in Markdown', () => {
  // Fault: a question that turns into HTML, a picture or a heading where the export is read.
  it('that were typed are shown as they were typed', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const html = elsewhere(plainToMarkdown(text));
        expect(html).not.toMatch(MARKUP);
        expect(html).not.toMatch(/<(h\d|ul|ol|pre|blockquote|table|hr)/);
      }),
      { numRuns: 500 },
    );
    const shown = elsewhere(plainToMarkdown('1. *a* <b>\n  - c_d_e & [f](g)'));
    expect(shown.replace(/<[^>]*>/g, '')).toBe(
      '1. *a* &lt;b&gt;\n\u00a0\u00a0- c_d_e &amp; [f](g)',
    );
  });

  it('of answers hold no HTML and no picture of elsewhere', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(elsewhere(answerToMarkdown(text))).not.toMatch(MARKUP);
      }),
      { numRuns: 500 },
    );
  });

  // Fault: a bare address that takes the backslash before HTML for its own, and links that run.
  it('hold nothing active behind an address, and no link that runs something', () => {
    for (const text of [
      'http://example.org/<img src=x: onerror=run()>',
      'www.example.org/<img src=x: onerror=run()>',
      '[words](javascript:run()) [words](java&Tab;script:run()) <vbscript:run>',
      '[words][one]\n\n[one]: javascript:run()',
    ]) {
      for (const safe of [answerToMarkdown(text), plainToMarkdown(text)]) {
        expect(careless(safe)).not.toMatch(/<img|href="[^"]*script:/i);
      }
    }
    const address = 'See http://example.org/a_b*c?d=1&e=2.';
    expect(elsewhere(plainToMarkdown(address))).toContain(
      '>http://example.org/a_b*c?d=1&amp;e=2</a>.',
    );
  });

  // Fault: code that an answer left open and that swallows all answers after it.
  it('of answers end where the answer ends', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const html = elsewhere(`${answerToMarkdown(text)}\n\n# After\n`);
        expect(html).toContain('<h1>After</h1>');
      }),
      { numRuns: 500 },
    );
  });

  it('of answers are left alone when they are inert', () => {
    const text = '# A\n\n**b** `<c>` [d](https://e.example)\n\n```html\n<p>\n```';
    expect(answerToMarkdown(text)).toBe(text);
  });

  // Fault: one mark of direction that turns the rest of the file around.
  it('close their marks of direction', () => {
    expect(answerToMarkdown('a\u202Eb')).toBe('a\u202Eb\u202C');
    expect(plainToMarkdown('\u2067x\ny')).toBe('\u2067x\u2069  \ny');
  });
});
