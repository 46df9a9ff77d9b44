/** The places of the window and of exports where text is shown, each shown to its end. */
import fs from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright';
import { launch } from '../../../e2e/launch';
import { setTraps, watch, type Watch } from './watch';

/** Numbers of the marks in a text. */
export const marksIn = (text: string): number[] =>
  [...text.matchAll(/mark(\d+)\./g)].map((found) => Number(found[1]));

/**
 * Scrolls a list from where it stands to its other end, and looks at each page of it.
 *
 * @param within selector of the element that scrolls
 * @param back whether it is scrolled from its end to its start
 * @returns the marks that were on the screen
 */
export async function scrollThrough(
  page: Page,
  eyes: Watch,
  within: string,
  back = false,
): Promise<Set<number>> {
  const seen = new Set<number>();
  for (let last: string | undefined; ;) {
    for (const number of marksIn(await page.locator(within).first().innerText())) seen.add(number);
    await eyes.look(within);
    const place = await page
      .locator(within)
      .first()
      .evaluate(async (element, up) => {
        const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
        element.scrollBy(0, (up ? -0.7 : 0.7) * element.clientHeight);
        for (let frames = 0; frames < 3; frames += 1) await frame();
        return `${element.scrollTop} ${element.scrollHeight}`;
      }, back);
    if (place === last) return seen;
    last = place;
  }
}

/** The main file of a browser: one window that knows no policy, filter or rule of ours. */
const BROWSER = `const { app, BrowserWindow } = require('electron');
app.setPath('userData', __dirname);
app.whenReady().then(() => new BrowserWindow({ show: false }).loadURL('about:blank'));`;

/** Electron as a plain browser, in which traps are set on every page. */
export async function openBrowser(
  folder: string,
): Promise<{ readonly page: Page; readonly close: () => Promise<void> }> {
  const own = path.join(folder, 'browser');
  fs.mkdirSync(own, { recursive: true });
  fs.writeFileSync(path.join(own, 'main.cjs'), BROWSER);
  const manifest = { name: 'browser', version: '1.0.0', main: 'main.cjs' };
  fs.writeFileSync(path.join(own, 'package.json'), JSON.stringify(manifest));
  const application = await launch(own, own);
  const page = await application.firstWindow();
  await page.addInitScript(setTraps);
  return { page, close: () => application.close() };
}

/** A page as it is written by hand: a title and a body, no policy. */
export const pageOf = (body: string): string =>
  `<!doctype html><html><head><meta charset="utf-8"><title>Page</title></head><body>${body}</body></html>`;

/**
 * Opens a page of HTML in a browser's window and looks at what it does.
 *
 * @returns what was seen, and the marks that it shows
 */
export async function showPage(
  page: Page,
  folder: string,
  name: string,
  html: string,
): Promise<{ readonly seen: readonly string[]; readonly marks: Set<number> }> {
  const file = path.join(folder, name);
  fs.writeFileSync(file, html);
  const eyes = watch(page);
  await page.goto(`file://${file}`, { waitUntil: 'load' });
  const text = await page.evaluate(() => document.body.textContent);
  return { seen: await eyes.look(), marks: new Set(marksIn(text)) };
}
