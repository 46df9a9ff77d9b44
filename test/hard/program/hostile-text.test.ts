import fs from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createPrinter } from '../../../electron/cli/archive/printer';
import { emptyDataFolder, callProgram, kill, start, type Program } from '../../e2e/program';
import { pickPath, saveTo } from '../../e2e/person';
import { packageFolder } from '../../chat/fixture';
import { changeManifest, copyPackage, removeCopies } from '../../runtime/copies';
import { BRANCHED, LONG, writeHostile } from '../hostile/data';
import { activeIn, careless, command, controlIn } from '../hostile/readers';
import { marksIn, openBrowser, pageOf, scrollThrough, showPage } from './hostile/places';
import { hostileStrings, type Hostile } from '../hostile/strings';
import { countRequests, setTraps, spring, watch, type Counter, type Watch } from './hostile/watch';
import { LIMIT, suite } from '../suite';
import type { StudioBridge } from '../../../shared/ipc/contract';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const { cases, dice, done } = suite('hostile-text', 24, 500);
/** The list of conversations, which scrolls. */
const LIST = '[data-testid="conversations"]';
/** The places that held, with how many strings were shown in each. */
const held = new Map<string, number>();

let counter: Counter;
let strings: readonly Hostile[];
let data: string;
let files: string;
let program: Program;
let eyes: Watch;

beforeAll(async () => {
  counter = await countRequests();
  strings = hostileStrings(cases, dice, counter.origin);
  [data, files] = [emptyDataFolder(), emptyDataFolder()];
  await writeHostile(data, strings);
  program = await start(data);
  await program.window.evaluate(setTraps);
  eyes = watch(program.window);
  // Small, so that much is shown at once.
  await program.application.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.webContents.setZoomFactor(0.4),
  );
}, LIMIT);

beforeEach(async () => {
  counter.hits.length = 0;
  await eyes.forget();
});

afterAll(async () => {
  await kill(program);
  await counter.close();
  await removeCopies();
  for (const folder of [data, files]) fs.rmSync(folder, { recursive: true, force: true });
  if (held.size < 9) return;
  const counts = [...held].map(([place, count]) => `${place} ${count}`).join(', ');
  const sum = [...held.values()].reduce((all, count) => all + count, 0);
  done(sum, `${counts}: none ran, none loaded`);
});

/** All strings were shown at a place, and nothing but text came of them. */
function holds(place: string, marks: ReadonlySet<number>, seen: readonly string[]): void {
  expect([place, seen]).toEqual([place, []]);
  const missing = strings.filter(({ number }) => !marks.has(number));
  expect([place, missing]).toEqual([place, []]);
  expect(counter.hits).toEqual([]);
  held.set(place, strings.length);
}

async function openTitled(window: Page, title: string): Promise<void> {
  await window.keyboard.press('Control+1');
  await window.locator(LIST).evaluate((element) => element.scrollTo(0, 0));
  const item = window.getByTestId('conversation-item').filter({ hasText: title });
  await item.first().click();
  await window.locator('h1', { hasText: title }).first().waitFor();
}

/** What is shown of an answer in what is exported: all of it. */
const SHOWN = { details: true, thinking: true, metadata: 'none', beside: false } as const;

/** Exports everything by the window's own way; the text of the file. */
async function exportAs(format: 'html' | 'md' | 'pdf'): Promise<string> {
  const file = path.join(files, `all.${format}`);
  await saveTo(program, file);
  // Long ones are printed for longer than a call is usually waited for.
  const result = await program.window.evaluate(
    (input) =>
      (globalThis as unknown as { studio: StudioBridge }).studio.call('archive.export', input),
    { selection: { kind: 'all' }, format, options: SHOWN },
  );
  expect(result).toMatchObject({ ok: true });
  return file;
}

describe('hostile text in the window', () => {
  // Fault: words of a person or of a model that the window takes for more than words.
  it(
    'is text in questions and answers, with their errors, names and captions',
    async () => {
      const { window } = program;
      await openTitled(window, LONG);
      await window.getByTestId('message-assistant').last().waitFor();
      const roles = ['user', 'assistant'] as const;
      const within = '[data-testid="messages"]';
      const marks = { user: new Set<number>(), assistant: new Set<number>() };
      for (let last = ''; ;) {
        await eyes.look(within);
        for (const role of roles) {
          const texts = await window.getByTestId(`message-${role}`).allInnerTexts();
          for (const number of marksIn(texts.join('\n'))) marks[role].add(number);
        }
        const place = await window.locator(within).evaluate(async (element) => {
          const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
          element.scrollBy(0, -0.7 * element.clientHeight);
          for (let frames = 0; frames < 3; frames += 1) await frame();
          return `${element.scrollTop} ${element.scrollHeight}`;
        });
        if (place === last && marks.user.has(0)) break;
        last = place;
      }
      for (const role of roles) {
        holds(role === 'user' ? 'questions' : 'answers', marks[role], await eyes.look());
      }
    },
    LIMIT,
  );

  // Fault: a title, folder or tag that is markup, or that turns the words beside it around.
  it(
    'is text in the list: titles, folders, tags',
    async () => {
      const { window } = program;
      await window.locator(LIST).evaluate((element) => element.scrollTo(0, 0));
      const marks = await scrollThrough(window, eyes, LIST);
      holds('lists', marks, await eyes.look());
    },
    LIMIT,
  );

  // Fault: words around a place found that are written as HTML, to mark what was sought.
  it(
    'is text where it is found by the search',
    async () => {
      const { window } = program;
      await window.keyboard.press('Control+k');
      const marks = new Set<number>();
      for (const { number } of strings) {
        await window.getByTestId('jump-input').fill(`mark${number}`);
        const found = window.getByTestId('jump-found').filter({ hasText: `mark${number}.` });
        await found.first().waitFor();
        await eyes.look('[data-testid="jump-dialog"]');
        marks.add(number);
      }
      await window.keyboard.press('Escape');
      await window.getByTestId('jump-dialog').first().waitFor({ state: 'detached' });
      holds('search', marks, await eyes.look());
    },
    LIMIT,
  );

  // Fault: a list that is forgotten: the map, kept prompts, the trash, the captions of the library.
  it(
    'is text on the map, among prompts, in the bin and in the library',
    async () => {
      const { window } = program;
      const dialogs = [
        ['prompts', 'Control+p', '[data-testid="prompts-dialog"] .mantine-ScrollArea-viewport'],
        ['bin', 'Control+Shift+B', '[data-testid="bin-dialog"] .mantine-ScrollArea-viewport'],
        ['map', 'Control+Shift+M', '[role="tree"]'],
      ] as const;
      await openTitled(window, BRANCHED);
      for (const [name, keys, within] of dialogs) {
        await window.keyboard.press(keys);
        await window.locator(within).first().waitFor();
        await window.locator(within).getByText('mark0.').first().waitFor();
        holds(name, await scrollThrough(window, eyes, within), await eyes.look());
        await window.keyboard.press('Escape');
        await window.getByRole('dialog').first().waitFor({ state: 'detached' });
      }
      await window.keyboard.press('Control+5');
      await window.getByTestId('library-picture').first().waitFor();
      const grid = '[data-testid="library"] [class*="scroller"]';
      holds('library', await scrollThrough(window, eyes, grid), await eyes.look());
      await window.keyboard.press('Control+1');
    },
    LIMIT,
  );

  // Fault: a package's own words about itself, on its card.
  it(
    'is text on the cards of packages',
    async () => {
      const { window } = program;
      const some = strings.filter(({ kind }) => kind !== 'control').slice(0, 12);
      const taken = [0, 3, 6, 9].map((at) => some.slice(at, at + 3).map(({ text }) => text));
      for (const [name = '', licence = '', limits = ''] of taken) {
        const folder = await copyPackage('embedded-like');
        await changeManifest(folder, (manifest) => ({
          ...manifest,
          name,
          licence,
          trainingCard: { ...manifest.trainingCard, limits },
        }));
        await pickPath(program, folder);
        await callProgram(window, 'packages.add', { from: 'folder' });
      }
      await window.keyboard.press('Control+,');
      await window.getByRole('tab', { name: 'Package' }).click();
      const cards = window.getByTestId('package-card');
      await expect.poll(() => cards.count()).toBe(taken.length + 1);
      for (let at = 1; at <= taken.length; at += 1) {
        await cards
          .nth(at)
          .getByRole('button', { name: /^Details/ })
          .click();
        await cards.nth(at).getByText('Hash').first().waitFor();
      }
      expect(await eyes.look()).toEqual([]);
      expect(counter.hits).toEqual([]);
      await window.keyboard.press('Escape');
    },
    LIMIT,
  );
});

describe('hostile text in what is exported', () => {
  // Fault: a page that is sent to somebody and runs there; its own policy is no excuse.
  it(
    'is text in a page of HTML, also without the policy of the page',
    async () => {
      const html = fs.readFileSync(await exportAs('html'), 'utf8');
      const browser = await openBrowser(files);
      const bare = html.replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, '');
      expect(bare.length).toBeLessThan(html.length);
      for (const [name, page] of [
        ['with.html', html],
        ['without.html', bare],
      ] as const) {
        const { seen, marks } = await showPage(browser.page, files, name, page);
        holds('HTML', marks, seen);
      }
      await browser.close();
    },
    LIMIT,
  );

  // Fault: Markdown that is harmless here and runs in the program that it is opened with.
  it(
    'is text in Markdown, also where it is shown by a careless program',
    async () => {
      const markdown = fs.readFileSync(await exportAs('md'), 'utf8');
      const browser = await openBrowser(files);
      const page = pageOf(careless(markdown));
      const { seen, marks } = await showPage(browser.page, files, 'markdown.html', page);
      holds('Markdown', marks, seen);
      await browser.close();
    },
    LIMIT,
  );

  // Fault: a PDF with a script, a file or an address that is opened with it.
  it(
    'leaves nothing active in a PDF',
    async () => {
      const bytes = fs.readFileSync(await exportAs('pdf'));
      expect(await activeIn(bytes)).toEqual([]);
      expect(counter.hits).toEqual([]);
      held.set('PDF', strings.length);
    },
    LIMIT,
  );
});

describe('hostile text in the terminal', () => {
  // Fault: a title or an answer that clears the screen, renames it, or writes over what stands there.
  it(
    'has no character of control in what is listed, exported or refused',
    async () => {
      // Beside the window of an SQLite that may damage what two write, no command is let in.
      const own = path.join(files, 'data');
      fs.mkdirSync(own);
      await writeHostile(own, strings);
      const list = command('archive', 'list', '--data', own);
      expect(list.status).toBe(0);
      expect(controlIn(list.stdout)).toEqual([]);
      const refused = command('archive', 'list', '\u001b]0;owned\u0007', '--data', own);
      expect(refused.status).not.toBe(0);
      expect(controlIn(refused.stdout + refused.stderr)).toEqual([]);
      // The tiny package says any byte; exact are its words as JSON, where they are escaped.
      const asked = ['--package', packageFolder('embedded-like'), '--temperature', '2', 'Hello'];
      const printed = command('cli', '--seed', '1', '--out', path.join(files, '1'), ...asked);
      expect(printed.status).toBe(0);
      expect(controlIn(printed.stdout)).toEqual([]);
      const exact = command(
        'cli',
        '--seed',
        '1',
        '--out',
        path.join(files, '2'),
        '--json',
        ...asked,
      );
      expect(controlIn(exact.stdout)).toEqual([]);
      expect(exact.stdout).toMatch(/\\u00[01]/);
      holds('terminal', new Set(marksIn(list.stdout)), []);
    },
    LIMIT,
  );
});

describe('the watch over hostile text', () => {
  // Fault: a watch that sees nothing, and strings that are dangerous to nobody.
  it(
    'sees every string as soon as it is not escaped, in a browser and in the window',
    async () => {
      const html = strings.filter(({ kind }) => kind === 'html');
      const markdown = strings.filter(({ kind }) => kind === 'markdown');
      const raw = [
        ...html.map(({ number, text }) => ({ number, html: text })),
        ...markdown.map(({ number, text }) => ({ number, html: careless(text) })),
      ];
      const numbers = raw.map(({ number }) => number).sort((a, b) => a - b);
      const browser = await openBrowser(files);
      await showPage(browser.page, files, 'raw.html', pageOf(''));
      const sprung = async (page: Page) => (await spring(page, counter, raw)).sort((a, b) => a - b);
      expect(await sprung(browser.page)).toEqual(numbers);
      // Most of them act with no help of anybody.
      const ran = await browser.page.evaluate(() => (globalThis as { noted?: string[] }).noted);
      expect(ran?.some((line) => line.startsWith('ran'))).toBe(true);
      await expect.poll(() => counter.hits.length).toBeGreaterThan(0);
      await browser.close();
      expect(await sprung(program.window)).toEqual(numbers);
      expect(await eyes.look()).not.toEqual([]);
      await program.window.reload();
      await program.window.getByTestId('conversation-new').waitFor();
      await program.window.evaluate(setTraps);

      for (const { text } of strings.filter(({ kind }) => kind === 'control')) {
        expect(controlIn(text)).not.toEqual([]);
      }
      const [page, pdf] = [path.join(files, 'links.html'), path.join(files, 'links.pdf')];
      fs.writeFileSync(page, pageOf('<a href="javascript:ran(1)">1</a> <a href="file:///a">2</a>'));
      await createPrinter(ROOT)(page, pdf);
      expect(await activeIn(fs.readFileSync(pdf))).toHaveLength(2);
    },
    LIMIT,
  );
});
