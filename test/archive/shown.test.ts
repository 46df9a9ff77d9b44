import { describe, expect, it } from 'vitest';
import { answerToMarkdown } from '../../electron/archive/formats/answerWords';
import { answerAsHtml, markdownToHtml } from '../../electron/archive/formats/htmlWords';
import { mathStyle } from '../../electron/archive/formats/mathStyle';
import { writeHtml } from '../../electron/archive/formats/html';
import { writeMarkdown } from '../../electron/archive/formats/markdown';
import { SHOWN } from '../../electron/archive/formats/options';
import { dataFolders } from '../store/folder';
import { storedExample } from './fixtures';

const folders = dataFolders();

describe('answers in HTML', () => {
  // Fault: Markdown eats the backslashes of formulas.
  it('hold formulas, drawn and as they were written', () => {
    const html = markdownToHtml(
      'Roots \\(x_{1} = \\{1\\}\\).\n\n\\[\na \\\\\n- b\n\\]\n\n| \\(|y|\\) |\n|-|\n| `\\(z\\)` |',
    );
    expect(html.match(/<span class="katex">/g)).toHaveLength(3);
    expect(html.match(/<span class="katex-display">/g)).toHaveLength(1);
    expect(html).toContain('<annotation encoding="application/x-tex">x_{1} = \\{1\\}</annotation>');
    expect(html).toContain('<code>\\(z\\)</code>');
    expect(html).not.toMatch(/[\uE000\uE001]/);
  });

  // Fault: a formula that cannot be read, or that asks for something, is lost or obeyed.
  it('hold formulas that cannot be drawn as they were written', () => {
    const bad =
      '\\(\\frac{\\) and \\(\\href{javascript:alert(1)}{x}\\) and $\\def\\a{\\a\\a}\\a$ <script>';
    const html = markdownToHtml(bad);
    expect(html).toContain('\\(\\frac{\\)');
    expect(html.replace(/<annotation.*?<\/annotation>/g, '')).not.toMatch(
      /<[^>]*javascript|<script/,
    );
    const many = markdownToHtml('$\\alpha$ '.repeat(20_000));
    expect(many.length).toBeLessThan(20_000_000);
    expect(many).toContain('$\\alpha$');
  });

  it.each([
    ['only two tildes strike', '10~20 and 30~40, ~~gone~~', '10~20 and 30~40, <del>gone</del>'],
    [
      'emphasis beside CJK marks',
      '请**“重要”**的，**强调（括号）**后',
      '请<strong>“重要”</strong>的，<strong>强调（括号）</strong>后',
    ],
    [
      'an address ends before full-width marks',
      '看 https://e.example/a，**然后**',
      'href="https://e.example/a">https://e.example/a</a>，<strong>然后</strong>',
    ],
    ['line breaks alone of HTML', '| a<br>b<sub>2</sub> |\n|-|', 'a<br>b&lt;sub&gt;2&lt;/sub&gt;'],
    ['breaks in code are words', '`a<br>b`', '<code>a&lt;br&gt;b</code>'],
    ['money is no formula', 'It costs $5 to $10 a month.', 'It costs $5 to $10 a month.'],
  ])('show what was said: %s', (_, text, html) => {
    expect(markdownToHtml(text)).toContain(html);
  });

  // Fault: numbers of a wide table are broken into lines of one digit on paper.
  it('keep words and numbers of tables whole on paper, in smaller print', () => {
    const table = (columns: number): string => {
      const row = (cell: string): string => `|${` ${cell} |`.repeat(columns)}\n`;
      return row('Month') + row('---') + row('1234567');
    };
    const printed = (text: string): string => [...answerAsHtml(text, true)].join('');
    expect(printed(table(4))).toContain('<div class="wide" dir="auto"><table');
    const size = Number(
      /class="wide" dir="auto" style="font-size:([\d.]+)em"/.exec(printed(table(14)))?.[1],
    );
    expect(size).toBeGreaterThan(0.4);
    expect(size).toBeLessThan(0.8);
    expect(printed(table(60))).toContain('class="wide broken"');
    expect(markdownToHtml(table(60))).toContain('<div class="wide" dir="auto"><table');
  });

  // Fault: a bound on what is read takes the form from long honest answers, or damages their code.
  it('keep tables and code at any length, as Markdown does', () => {
    const table = `| a | b |\n|---|---|\n${'| **x** | `1` |\n'.repeat(5000)}`;
    const code = `\`\`\`ts\n${'const *a = [1] | <div>; // _c_ \\* ~x~\n'.repeat(3000)}\`\`\`\n`;
    const chapters = '## Chapter\n\nSome **words**.\n\n'.repeat(2000);
    const html = markdownToHtml(`${table}\n${code}\n${chapters}`);
    expect(html.match(/<td>/g)).toHaveLength(10_000);
    expect(html.match(/<pre>/g)).toHaveLength(1);
    expect(html.match(/<h5 /g)).toHaveLength(2000);
    expect(answerToMarkdown(`${table}\n${code}\n${chapters}`)).toBe(
      `${table}\n${code}\n${chapters}`,
    );
  });
});

describe('answers in Markdown', () => {
  // Fault: readers of the export strike words out that were not.
  it('leave formulas as they are, and single tildes as letters', () => {
    expect(answerToMarkdown('10~20 and 30~40 ~~gone~~ `a~b~` \\(x_1\\)')).toBe(
      '10\\~20 and 30\\~40 ~~gone~~ `a~b~` \\(x_1\\)',
    );
  });

  // Fault: an address in a question takes the words behind it for its own.
  it('end the addresses of questions before full-width marks', async () => {
    const store = folders.open();
    const conversation = await storedExample(store);
    const [question] = conversation.messages;
    if (!question) throw new Error('The example has a question.');
    const parts = [{ type: 'text' as const, text: '看 https://e.example/a，然后' }];
    let text = '';
    await writeMarkdown(
      [{ ...conversation, messages: [{ ...question, parts }], leafId: question.id }],
      {
        ...SHOWN,
        write: (piece) => Promise.resolve(void (text += piece)),
        addressOf: () => Promise.resolve(undefined),
      },
    );
    expect(text).toContain('<https://e.example/a>，然后');
  });
});

describe('a page with formulas', () => {
  async function pageOf(...texts: string[]): Promise<string> {
    const conversation = await storedExample(folders.open());
    const messages = conversation.messages.map((message) => ({
      ...message,
      parts: message.role === 'user' ? [] : texts.map((text) => ({ type: 'text' as const, text })),
    }));
    let page = '';
    await writeHtml(['A'], () => [{ ...conversation, messages }], {
      ...SHOWN,
      write: (piece) => Promise.resolve(void (page += piece)),
      addressOf: () => Promise.resolve(undefined),
      paper: false,
    });
    return page;
  }

  // Fault: formulas without their letters where there is no network, or fonts in every page.
  it('holds their fonts once, and no other page does', async () => {
    const page = await pageOf('\\(x\\)', '\\(y\\)');
    expect(page.match(/@font-face\{[^}]*KaTeX_Main/g)?.length).toBe(
      mathStyle().match(/@font-face\{[^}]*KaTeX_Main/g)?.length,
    );
    expect(page).toContain('font-src data:');
    expect(mathStyle()).not.toMatch(/url\((?!data:font\/woff2;base64,)/);
    expect(await pageOf('x')).not.toContain('KaTeX');
  });
});
