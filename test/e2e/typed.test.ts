import { afterEach, describe, expect, it } from 'vitest';
import { openStore } from '../../electron/store/open';
import { derivedId } from '../../electron/archive/plan';
import { hold } from '../archive/fixtures';
import { emptyDataFolder, kill, removeFolder, screenshot, start, type Program } from './program';

let program: Program | undefined;
const folders: string[] = [];

afterEach(async () => {
  if (program) await kill(program);
  program = undefined;
  for (const folder of folders.splice(0)) removeFolder(folder);
});

const SAID = `Roots \\(x_{1} = \\frac{1}{2}\\) of

\\[
\\begin{pmatrix} a & b \\\\ c & d \\end{pmatrix}
\\]

مرحبا بالعالم English وكلمات.

| ${'Month | '.repeat(14)}
|${'---|'.repeat(14)}
| ${'1234567 | '.repeat(14)}
`;

/** A window that shows a conversation whose answer says this. */
async function opened(): Promise<Program> {
  const data = emptyDataFolder();
  folders.push(data);
  const store = openStore({ folder: data });
  const id = derivedId('typed');
  const [question, answer] = [derivedId(id, 'question'), derivedId(id, 'answer')];
  const plain = { createdAt: 5, shown: 0, name: '', error: null, details: null };
  hold(store, [
    {
      id,
      title: 'Hat',
      pinned: false,
      systemPrompt: '',
      leafId: answer,
      createdAt: 1,
      updatedAt: 9,
      archived: false,
      folder: '',
      tags: [],
      messages: [
        {
          ...plain,
          id: question,
          parentId: null,
          role: 'user',
          finish: null,
          parts: [{ type: 'text', text: 'A hat?' }],
        },
        {
          ...plain,
          id: answer,
          parentId: question,
          role: 'assistant',
          finish: 'stop',
          parts: [{ type: 'text', text: SAID }],
        },
      ],
    },
  ]);
  store.close();
  program = await start(data);
  await program.window.getByTestId('conversation-item').first().click();
  await program.window.getByTestId('composer-input').waitFor();
  return program;
}

describe('a window', () => {
  // Fault: formulas are shown without their backslashes, words of Arabic from the left, numbers of
  // wide tables one digit a line.
  it('shows formulas, directions and wide tables as they were meant', async () => {
    const { window } = await opened();
    const answer = window.getByTestId('message-assistant').first();
    await answer.locator('.katex').nth(1).waitFor();
    await screenshot(window, 'formulas');
    const seen = await answer.evaluate(async (element) => {
      await document.fonts.ready;
      const arabic = [...element.querySelectorAll('p')].find((one) =>
        one.innerText.includes('English'),
      );
      const [cell] = element.querySelectorAll('td');
      const table = element.querySelector('table')?.parentElement?.parentElement;
      return {
        display: element.querySelectorAll('.katex-display').length,
        fonts: [...document.fonts].filter(
          (font) => font.family.startsWith('KaTeX') && font.status === 'loaded',
        ).length,
        faults: [...document.fonts].filter(({ status }) => status === 'error').length,
        direction: arabic && getComputedStyle(arabic).direction,
        lines:
          cell &&
          cell.getBoundingClientRect().height /
            Number.parseFloat(getComputedStyle(cell).lineHeight),
        scrolls: table && table.scrollWidth > table.clientWidth,
      };
    });
    expect(seen).toMatchObject({ display: 1, faults: 0, direction: 'rtl', scrolls: true });
    expect(seen.fonts).toBeGreaterThan(1);
    expect(seen.lines).toBeLessThan(2);
    expect(await answer.innerText()).not.toContain('\\(');
  });

  // Fault: the Enter that ends a conversion saves half a title, or goes to a result.
  it('does nothing on the keys of an input method', async () => {
    const { window } = await opened();
    const composing = { key: 'Enter', isComposing: true, bubbles: true };
    await window.getByTestId('composer-input').fill('かい');
    await window.getByTestId('composer-input').dispatchEvent('keydown', composing);
    expect(await window.getByTestId('composer-input').inputValue()).toBe('かい');
    await window.keyboard.press('Control+k');
    const search = window.getByTestId('jump-input');
    await search.fill('hat');
    await window.getByTestId('jump-found').first().waitFor();
    for (const key of ['Enter', 'Escape']) {
      await search.dispatchEvent('keydown', { ...composing, key });
    }
    expect(await search.first().isVisible()).toBe(true);
    await search.press('Escape');
    await search.first().waitFor({ state: 'detached' });
    await window.keyboard.press('F2');
    const title = window.getByRole('textbox', { name: 'Title of the conversation' });
    await title.fill('かいぎ');
    await title.dispatchEvent('keydown', composing);
    expect(await title.first().isVisible()).toBe(true);
  });

  // Fault: words that are dropped vanish, and what has no room is cut without a word.
  it('takes dropped words, and says what it leaves out of pasted ones', async () => {
    const { window } = await opened();
    const dropped = (kinds: Record<string, string>) =>
      window.evaluate((given) => {
        const data = new DataTransfer();
        for (const [kind, value] of Object.entries(given)) data.setData(kind, value);
        document
          .querySelector('[data-testid="message-assistant"]')
          ?.dispatchEvent(
            new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }),
          );
      }, kinds);
    const composer = window.getByTestId('composer-input');
    await dropped({ 'text/plain': 'some words' });
    await dropped({ 'text/uri-list': 'https://e.example/a.png' });
    await expect.poll(() => composer.inputValue()).toBe('some words https://e.example/a.png');
    await window.getByText('fetches nothing from the network').first().waitFor();
    await composer.evaluate((field: HTMLTextAreaElement) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', 'x'.repeat(200_000));
      field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }));
    });
    await window.getByText('the last 34 of these words are left out').first().waitFor();
    const cells = await composer.evaluate((field: HTMLTextAreaElement) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', 'a\tb');
      clipboardData.items.add(new File(['x'], 'image.png', { type: 'image/png' }));
      const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
      field.dispatchEvent(event);
      return event.defaultPrevented;
    });
    // The browser puts the words in.
    expect(cells).toBe(false);
  });
});
