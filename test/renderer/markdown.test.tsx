import { MantineProvider } from '@mantine/core';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { Markdown } from '../../renderer/components/Markdown';
import '../../renderer/i18n';

/** The HTML of an answer, without what Mantine adds around it. */
function html(text: string): string {
  const all = renderToStaticMarkup(
    <MantineProvider withCssVariables={false} withGlobalClasses={false}>
      <main>
        <Markdown text={text} />
      </main>
    </MantineProvider>,
  );
  return /<main>.*<\/main>/s.exec(all)?.[0] ?? '';
}

describe('Markdown of an answer', () => {
  it.each([
    ['a script', '<script>alert(1)</script>Hello', 'Hello'],
    ['an event handler', 'Hello <img src=x onerror="alert(1)">', 'Hello'],
    ['a frame', '<iframe src="https://example.org"></iframe>\n\nHello', 'Hello'],
    ['a form', '<form action="https://example.org"><input name=a></form>\n\nHello', 'Hello'],
    ['a style', '<style>body{display:none}</style>\n\nHello', 'Hello'],
    ['a drawing with a script', '<svg onload="alert(1)"></svg>\n\nHello', 'Hello'],
    ['a script in a link', '[Hello](javascript:alert(1))', 'Hello'],
    ['a hidden script in a link', '[Hello](java&#x0A;script:alert(1))', 'Hello'],
    ['a script in upper case', '[Hello](JaVaScRiPt:alert(1))', 'Hello'],
    ['data in a link', '[Hello](data:text/html,<script>alert(1)</script>)', 'Hello'],
    ['a file in a link', '[Hello](file:///etc/passwd)', 'Hello'],
    ['a program in a link', '[Hello](ms-settings:privacy)', 'Hello'],
    ['a path of the program in a link', '[Hello](../index.html)', 'Hello'],
    ['an address of the program in a link', '<studio://app/index.html> Hello', 'Hello'],
    ['an insecure address', '[Hello](http://example.org)', 'Hello'],
    ['a picture of the network', '![Hello](https://example.org/pixel.png)', 'Hello'],
    ['a picture by reference', '![Hello][1]\n\n[1]: https://example.org/pixel.png', 'Hello'],
    ['a picture in a link', '[![Hello](https://example.org/a.png)](javascript:alert(1))', 'Hello'],
  ])('would catch %s that stays alive', (_, text, visible) => {
    const result = html(text);
    expect(result).toContain(visible);
    // Words that are escaped are shown, not obeyed: only real tags count.
    const tags = result.match(/<[^>]+>/g)?.join('') ?? '';
    expect(tags).not.toMatch(/<(script|img|iframe|form|input|style|svg|link|object|embed|a)\b/i);
    expect(tags).not.toMatch(/\s(on\w+|href|src|srcset|action|background)=/i);
    expect(tags).not.toMatch(/javascript:/i);
  });

  it('would catch words of an answer that vanish because they look like tags', () => {
    const result = html('It wrote <image_start> and\n\n<b>bold</b>\n\n<div>\nblock\n</div>');
    expect(result).toContain('&lt;image_start&gt;');
    expect(result).toContain('bold');
    expect(result).toContain('&lt;div&gt;\nblock');
  });

  it('shows a secure link as a button with its address, not as a live link', () => {
    const result = html('See [the paper](https://arxiv.org/abs/2412.14164).');
    expect(result).toMatch(
      /<button[^>]*title="https:\/\/arxiv.org\/abs\/2412.14164"[^>]*>the paper<\/button>/,
    );
    expect(result).not.toContain('href');
  });

  it('keeps what Markdown is for: lists, tables, code, emphasis', () => {
    const result = html(
      '# A\n\n- *b*\n- [x] c\n\n| d | e |\n|---|---|\n| 1 | 2 |\n\n```ts\nf <g>\n```\n',
    );
    for (const tag of ['<h1 dir="auto">', '<ul', '<em>', '<table', '<pre', 'type="checkbox"']) {
      expect(result).toContain(tag);
    }
    expect(result).toContain('f &lt;g&gt;');
  });

  // Fault: a bound on what is drawn that takes the form from long honest answers.
  it('keeps the form of long answers', () => {
    const row = '| `a` | **b** | 12 |\n';
    const table = html(`| name | what | how many |\n|---|---|---|\n${row.repeat(1000)}`);
    expect(table.match(/<td[ >]/g)).toHaveLength(3000);
    const program = html(`\`\`\`ts\n${'const *a = [1, 2]; // _c_\n'.repeat(2000)}\`\`\`\n`);
    expect(program.match(/<pre/g)).toHaveLength(1);
    expect(program).not.toContain('<em>');
    const chapter = `## Chapter\n\n${'Some **words** of it. '.repeat(5)}\n\n`;
    expect(html(chapter.repeat(500)).match(/<h2 /g)).toHaveLength(500);
  });

  // Fault: one answer that takes the window minutes to read, or ends it, each time it is shown.
  it('draws what no reader would end with, and loses none of its letters', () => {
    const hostile = [
      '>'.repeat(12_000),
      '*a_ '.repeat(100_000),
      '- '.repeat(9000),
      '['.repeat(90_000),
    ];
    for (const text of hostile) {
      const letters = html(text).replace(/<[^>]*>/g, '').length;
      expect(letters).toBeGreaterThan(8000);
    }
    const wide = `${'|a'.repeat(500)}|\n${'|-'.repeat(500)}|\n${'|\n'.repeat(1000)}`;
    expect(html(wide).match(/<td/g)?.length ?? 0).toBeLessThan(4000);
  });

  it('shows the beginning of what is very long, and how much there is more', () => {
    const text = 'word '.repeat(2_000_000);
    const shown = html(text);
    expect(shown.length).toBeLessThan(500_000);
    expect(shown).toMatch(/Show more \(9,[0-9]{3},[0-9]{3} characters left\)/);
    expect(html('word')).not.toContain('Show more');
  });
});

describe('what an answer says', () => {
  // Fault: Markdown that is read more freely than it was meant changes what was said.
  it.each([
    ['only two tildes strike', '10~20 and 30~40, ~~gone~~', '10~20 and 30~40, <del>gone</del>'],
    ['emphasis beside CJK marks', '请**“重要”**的', '请<strong>“重要”</strong>的'],
    ['a line break in a cell', '| a<br>b<sub>2</sub> |\n|-|', 'a<br/>b&lt;sub&gt;2&lt;/sub&gt;'],
    ['a break in code', '`a<br>b`', 'a&lt;br&gt;b</code>'],
    [
      'a formula until it is drawn',
      'Is \\(x_{1} \\\\ \\{2\\}\\)?',
      '<span dir="ltr">\\(x_{1} \\\\ \\{2\\}\\)</span>?',
    ],
    ['a formula in code', '`\\(x\\)`', '\\(x\\)</code>'],
    ['a formula in a table', '| $|x|$ | b |\n|-|-|', '<span dir="ltr">$|x|$</span>'],
  ])('stays: %s', (_, text, shown) => {
    expect(html(text)).toContain(shown);
  });

  // Fault: an address that takes the words behind it for its own leads nowhere.
  it('ends an address before full-width marks', () => {
    const result = html('看 https://e.example/a，**然后**。');
    expect(result).toMatch(
      /title="https:\/\/e.example\/a"[^>]*>https:\/\/e.example\/a<\/button>，<strong>/,
    );
  });

  // Fault: words of Arabic run from left to right, their full stop at the wrong end.
  it('gives each block a direction of its own', () => {
    const result = html('مرحبا\n\n- أول\n\n> ب\n\n1. a\n\n| أ |\n|-|\n\n# b');
    for (const tag of ['p', 'ul', 'ol', 'blockquote', 'table', 'h1']) {
      expect(result).toMatch(new RegExp(`<${tag}\\b[^>]*dir="auto"`));
    }
  });
});
