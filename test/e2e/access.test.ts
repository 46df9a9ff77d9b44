import fs from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { packageFolder } from '../chat/fixture';
import {
  callProgram,
  emptyDataFolder,
  ended,
  kill,
  removeFolder,
  screenshot,
  set,
  start,
  type Program,
} from './program';
import { converse, eachView, VIEWS } from './views';

const axe = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TINY = packageFolder('embedded-like');
const soon = { timeout: 60_000 };
/** Longest time (milliseconds) of a test that goes through all views. */
const LONG = 600_000;

let program: Program;
let data: string;

beforeEach(async () => {
  data = emptyDataFolder();
  program = await start(data);
});
afterEach(async () => {
  await kill(program);
  removeFolder(data);
});

/** What axe-core finds wrong in the window as it stands. */
async function violations(window: Page, view: string): Promise<string[]> {
  // The pointer is still on the button that led here, and its hint may be on its way out.
  await window.mouse.move(0, 0);
  await window.getByRole('tooltip').first().waitFor({ state: 'detached' });
  const { violations: found } = await window.evaluate(async () => {
    const page = globalThis as unknown as { axe: { run(): Promise<AxeResults> } };
    // A colour on its way is neither the one before nor the one after.
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    await frame();
    await frame();
    const moving = document.getAnimations().filter((one) => one.playState === 'running');
    const ends = moving.filter((one) => Number.isFinite(one.effect?.getComputedTiming().endTime));
    await Promise.allSettled(ends.map((one) => one.finished));
    return page.axe.run();
  });
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ html }) => `${view}: ${id}: ${html.slice(0, 200)}`),
  );
}

/** What cannot be reached in the window as it stands: wider than it, or cut off at its side. */
const outside = (window: Page, view: string): Promise<string[]> =>
  window.evaluate((name) => {
    const found: string[] = [];
    const width = globalThis.innerWidth;
    if (document.documentElement.scrollWidth > width) found.push(`${name}: the page is wider`);
    const scrolls = (start: Element): boolean => {
      for (let at: Element | null = start; at; at = at.parentElement) {
        if (/auto|scroll/.test(getComputedStyle(at).overflowX) && at.scrollWidth > at.clientWidth) {
          return true;
        }
      }
      return false;
    };
    for (const element of document.querySelectorAll('button, input, textarea, [tabindex="0"]')) {
      const { left, right, width: own } = element.getBoundingClientRect();
      if (own < 3 || (left >= -1 && right <= width + 1) || scrolls(element)) continue;
      found.push(`${name}: ${element.outerHTML.slice(0, 160)}`);
    }
    return found;
  }, view);

describe('a window that everybody can use', () => {
  // Catches: what axe-core knows of: names, roles, contrast, order of headings, in light and dark.
  it.each(['light', 'dark'] as const)(
    'has no violation in any view, %s',
    { timeout: LONG },
    async (theme) => {
      const { window } = program;
      await converse(program, TINY);
      await window.evaluate(axe);
      const found: string[] = [];
      await set(window, { theme });
      await window.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
      await eachView(window, async ({ name }) => {
        found.push(...(await violations(window, name)));
      });
      await window.keyboard.press('Control+n');
      await window.getByTestId('example').first().waitFor(soon);
      found.push(...(await violations(window, 'welcome')));
      expect(found).toEqual([]);
    },
  );

  // Catches: the same on the screens of the first start, which no view leads back to.
  it('has no violation on the first start', async () => {
    await kill(program);
    removeFolder(data);
    program = await start(data, true);
    const { window } = program;
    await window.evaluate(axe);
    const first = window.getByTestId('first-start');
    const found: string[] = [];
    for (const screen of ['first', 'second']) {
      await first.waitFor();
      if (screen === 'second') {
        await window.keyboard.press('Enter');
        await first.getByText('What it cannot do').waitFor(soon);
      }
      for (const colorScheme of ['light', 'dark'] as const) {
        await window.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        found.push(...(await violations(window, `${colorScheme}, ${screen} screen`)));
        found.push(...(await outside(window, `${screen} screen`)));
      }
    }
    expect(found).toEqual([]);
  });

  // Catches: a button that is cut off, or a page that has to be moved sideways.
  it('loses nothing in a window of 800 pixels and at 200 %', { timeout: LONG }, async () => {
    const { window, application } = program;
    await converse(program, TINY);
    const found: string[] = [];
    for (const [width, height, zoom] of [
      [800, 600, 1],
      [1180, 800, 2],
    ] as const) {
      await application.evaluate(
        ({ BrowserWindow }, [wide, high, factor]) => {
          const [first] = BrowserWindow.getAllWindows();
          first?.setContentSize(wide, high);
          first?.webContents.setZoomFactor(factor);
        },
        [width, height, zoom] as const,
      );
      await expect
        .poll(() => window.evaluate(() => globalThis.innerWidth), soon)
        .toBe(width / zoom);
      await eachView(window, async ({ name }) => {
        found.push(...(await outside(window, `${width} at ${zoom}: ${name}`)));
      });
      await screenshot(window, `width-${width}-zoom-${zoom}`);
    }
    expect(found).toEqual([]);
  });

  // Catches: something that goes on moving for those who asked that nothing moves.
  it('keeps still where less motion is asked for', { timeout: LONG }, async () => {
    const { window } = program;
    await window.emulateMedia({ reducedMotion: 'reduce' });
    await converse(program, TINY);
    await eachView(window, async ({ name }) => {
      const longest = await window.evaluate(() =>
        Math.max(
          0,
          ...[...document.querySelectorAll('*')].flatMap((element) => {
            const { animationName, animationDuration, transitionDuration } =
              getComputedStyle(element);
            const seconds = (list: string): number[] => list.split(',').map(parseFloat);
            return [
              ...(animationName === 'none' ? [] : seconds(animationDuration)),
              ...seconds(transitionDuration),
            ];
          }),
        ),
      );
      expect([name, longest <= 0.001]).toEqual([name, true]);
    });
  });

  // Catches: a layout that stays as it is where text runs from right to left, or falls apart.
  it('is laid out from right to left where the language runs so', { timeout: LONG }, async () => {
    const { window } = program;
    await converse(program, TINY);
    const sides = async (): Promise<boolean> => {
      const list = await window.getByTestId('conversation-new').boundingBox();
      const field = await window.getByTestId('composer-input').boundingBox();
      return (list?.x ?? 0) < (field?.x ?? 0);
    };
    expect(await sides()).toBe(true);
    await window.evaluate(() => document.documentElement.setAttribute('dir', 'rtl'));
    await expect.poll(sides, soon).toBe(false);
    const found: string[] = [];
    await eachView(window, async ({ name }) => {
      found.push(...(await outside(window, name)));
    });
    await screenshot(window, 'right-to-left');
    expect(found).toEqual([]);
  });

  // Catches: a language that is chosen and not shown, or shown in half of the window.
  it('speaks German when that is chosen, its menu and errors too', { timeout: LONG }, async () => {
    const { window, application } = program;
    await converse(program, TINY);
    await set(window, { language: 'de' });
    await window.reload();
    await window.getByTestId('conversation-new').waitFor(soon);
    await expect.poll(() => window.evaluate(() => document.documentElement.lang)).toBe('de');
    expect(await window.getByTestId('place-library').innerText()).toBe('Sammlung');
    const labels = await application.evaluate(({ Menu }) =>
      Menu.getApplicationMenu()?.items.map(({ label }) => label),
    );
    expect(labels).toContain('&Datei');
    const refused = callProgram(window, 'links.open', { url: 'http://example.org' });
    await expect(refused).rejects.toThrow('Nur Links');
    const found: string[] = [];
    await eachView(window, async ({ name }) => {
      found.push(...(await outside(window, name)));
    });
    await screenshot(window, 'german');
    expect(found).toEqual([]);
  });
});

describe('a person with a keyboard alone', () => {
  // Catches: anything that only a mouse reaches on the way from the first question to the last.
  it('asks, stops, asks again, looks at a picture, searches, renames, deletes and brings back', async () => {
    const { window } = program;
    const { keyboard } = window;
    await converse(program, TINY);
    const focused = (): Promise<string> =>
      window.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '');
    /** Goes on by Tab until something of this name has the focus. */
    const tabTo = async (name: string | RegExp, key = 'Tab'): Promise<void> => {
      for (let step = 0; step < 80; step += 1) {
        await keyboard.press(key);
        if ((await focused()).match(name)) return;
      }
      throw new Error(`Nothing named ${name} is reached by ${key}.`);
    };
    const answers = window.getByTestId('message-assistant');

    await keyboard.press('Control+n');
    await expect.poll(() => focused(), soon).toBe('Your question');
    await keyboard.type('Hello there');
    await keyboard.press('Enter');
    await answers.first().waitFor(soon);
    await ended(window);
    await keyboard.press('Control+l');
    await keyboard.type('Generate an image of a red umbrella.');
    await keyboard.press('Enter');
    await expect.poll(() => answers.count(), soon).toBe(2);
    await keyboard.press('Escape');
    await ended(window);

    // Once more, as another branch, from the answer's own button.
    await keyboard.press('Control+l');
    await tabTo('Answer again', 'Shift+Tab');
    await keyboard.press('Enter');
    await window.getByTestId('branches').last().waitFor(soon);
    await ended(window);
    await keyboard.press('Control+l');
    await tabTo('Previous branch', 'Shift+Tab');
    await keyboard.press('Enter');

    await keyboard.press('F2');
    await keyboard.type('By keys');
    await keyboard.press('Enter');
    await window.getByTestId('conversation-item').filter({ hasText: 'By keys' }).waitFor(soon);

    await keyboard.press('Control+k');
    await window.getByTestId('jump-input').waitFor(soon);
    await keyboard.type('umbrella');
    await window.getByTestId('jump-found').first().waitFor(soon);
    await keyboard.press('Enter');
    await window.getByTestId('jump-dialog').first().waitFor({ state: 'detached' });

    // A picture large, and back.
    await keyboard.press('Control+5');
    await window.getByTestId('library-picture').first().waitFor(soon);
    await keyboard.press('Control+1');

    await keyboard.press('Control+,');
    await window.getByRole('tab').first().waitFor();
    await keyboard.press('ArrowDown');
    await keyboard.press('ArrowDown');
    await expect
      .poll(() => window.getByRole('tab').nth(2).getAttribute('aria-selected'))
      .toBe('true');
    await keyboard.press('Escape');
    await window.getByRole('dialog').first().waitFor({ state: 'detached' });

    const before = await window.getByTestId('conversation-item').count();
    await keyboard.press('Control+Shift+Backspace');
    await expect.poll(() => window.getByTestId('conversation-item').count()).toBe(before - 1);
    await tabToText(window, 'Undo');
    await keyboard.press('Enter');
    await expect.poll(() => window.getByTestId('conversation-item').count()).toBe(before);
    expect(VIEWS.length).toBeGreaterThan(12);
  });
});

/** Goes on by Tab until a button of these words has the focus. */
async function tabToText(window: Page, words: string): Promise<void> {
  for (let step = 0; step < 80; step += 1) {
    const text = await window.evaluate(() => document.activeElement?.textContent ?? '');
    if (text.trim() === words) return;
    await window.keyboard.press('Tab');
  }
  throw new Error(`No button says ${words}.`);
}
