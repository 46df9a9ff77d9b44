import fc from 'fast-check';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { describe, expect, it } from 'vitest';
import { escapeHtml } from '../../electron/archive/formats/escapeHtml';
import { markdownToHtml } from '../../electron/archive/formats/htmlWords';
import { answerToMarkdown } from '../../electron/archive/formats/answerWords';
import { plainToMarkdown } from '../../electron/archive/formats/markdownWords';
import { careless } from '../hard/hostile/readers';

/** As elsewhere: a reader of Markdown that lets HTML through, the worst there is. */
const elsewhere = (text: string): string =>
  micromark(text, {
    allowDangerousHtml: true,
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
  });

/** Milliseconds for what takes a minute on a busy machine. */
const TEN_TIMES_THE_USUAL = 600_000;

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

  // Fault: an answer made of brackets that keeps the export busy for minutes, or ends it.
  it(
    'are read, however they nest',
    () => {
      const pieces = ['>', '[', '- ', '*a_ ', '<', '_*', '<a ', '![', '[a](b (', '|a\n|-\n'];
      for (const piece of pieces) {
        const text = piece.repeat(2500);
        expect(markdownToHtml(text).length).toBeGreaterThanOrEqual(text.length / 2);
        expect(answerToMarkdown(text).length).toBeGreaterThanOrEqual(text.length);
      }
    },
    TEN_TIMES_THE_USUAL,
  );

  // Fault: a head of many columns, whose short rows are filled up to hundreds of megabytes.
  it('do not grow by the cells that a wide table lacks', () => {
    const wide = `${'|a'.repeat(400)}|\n${'|-'.repeat(400)}|\n${'b\n'.repeat(2000)}`;
    expect(markdownToHtml(wide).length).toBeLessThan(20 * wide.length);
  });
});

describe('long honest answers', () => {
  const table = `| name | what | how many |\n|---|---|---|\n${'| `a` | **b** | 12 |\n'.repeat(1000)}`;
  const program = `\`\`\`ts\n${'const *a = [1, 2]; // <b> _c_ |d|\n'.repeat(1700)}\`\`\`\n`;
  const chapters = Array.from(
    { length: 500 },
    (_, number) => `## Chapter ${number}\n\n${'Some **words** of it. '.repeat(5)}\n`,
  ).join('\n');

  // Fault: tables, code and headings of a long answer that the exports show as signs.
  it.each([
    ['a table of 20 kB', table, /<td>12<\/td>/g, 1000],
    ['a program of 55 kB', program, /<pre>/g, 1],
    ['53 kB with headings', chapters, /<h5 dir="auto">/g, 500],
  ])('keep their form: %s', (_, text, form, times) => {
    expect(text.length).toBeGreaterThan(20_000);
    expect(markdownToHtml(text).match(form)).toHaveLength(times);
    expect(answerToMarkdown(text)).toBe(text);
  });

  // Fault: backslashes within code, which is copied from there and run.
  it('keep their code as it is at any length, whatever stands before and after', () => {
    const long = program.replace(/```\n$/, `${'x < y; // ![z]\n'.repeat(35_000)}\`\`\`\n`);
    const hostile = '*a_ '.repeat(2000);
    for (const before of [
      'Words.\n\n',
      `${hostile}\n\n`,
      `- ${hostile}\n`,
      `${'> '.repeat(500)}\n`,
    ]) {
      const made = answerToMarkdown(`${before}${long}\n<b>Words</b> [a](javascript:b)`);
      expect(made.includes(long)).toBe(true);
      expect(/<b>|href="javascript:/.test(elsewhere(made))).toBe(false);
    }
  }, 120_000);
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

  // Fault: pages that are inert by themselves and run something once they are joined.
  it.each([
    ['a picture by a name that stands far away', '![x][r]', '> [r]: https://e.example/a.png'],
    ['code that is open', '```', '<img src=x onerror=run()>'],
    ['code in a list that is open', '- ```\n  a', '```html\n<b>\n```\n\n<img src=x onerror=run()>'],
    [
      'code that only seems to begin',
      '2. ```\n   x\n   ```',
      '```\n<img src=x onerror=run()>\n```',
    ],
    ['code within HTML', '<div>\n```', '```\n\n<img src=x onerror=run()>'],
    ['a comment that is open', '<!-- ', '--> <img src=x onerror=run()>'],
    ['a link that runs, by a name', '[x][r]', '[r]: javascript:run()'],
  ])('of long answers hold nothing active when they are joined: %s', (_, before, after) => {
    const filler = '\n\nSome words of it that fill a page.\n\n'.repeat(900);
    const made = answerToMarkdown(`Words\n${before}${filler}${after}`);
    const html = elsewhere(`${made}\n\n# After\n`);
    expect(MARKUP.exec(html)?.[0]).toBeUndefined();
    expect(html.includes('<h1>After</h1>')).toBe(true);
  });

  // Fault: a piece of HTML that is none before and none behind the place where a page is torn.
  it('of long answers hold nothing active where a page is torn', () => {
    const made = answerToMarkdown(`${'<img '.repeat(50_000)}src=x onerror=run()>`);
    expect(MARKUP.exec(elsewhere(made.slice(-2000)))?.[0]).toBeUndefined();
    expect(made.replaceAll('\\', '').length).toBe(250_020);
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
