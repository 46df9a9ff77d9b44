// Run by hand: `node build/dev/measure.mjs` starts `npm run dev`, saves changes of sources, tells how
// long each takes to be on the screen, and puts the sources back.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright';
import { ROOT } from '../setup/places.mjs';

const STYLE = path.join(ROOT, 'renderer', 'app', 'App.module.css');
const MAIN = path.join(ROOT, 'electron', 'main.ts');
const TIMES = 5;
const LIMIT = 120_000;
const MEASURED = "getComputedStyle(document.body).getPropertyValue('--measured')";

const data = fs.mkdtempSync(path.join(os.tmpdir(), 'metamorph-dev-'));
const texts = new Map([STYLE, MAIN].map((file) => [file, fs.readFileSync(file, 'utf8')]));

/** @param {string} file @param {string} more what is written after its own text */
const save = (file, more) => fs.writeFileSync(file, `${texts.get(file)}${more}`);

/** @param {number[]} times in milliseconds */
const shown = (times) => {
  const sorted = [...times].sort((one, two) => one - two).map((time) => `${Math.round(time)} ms`);
  return `median ${sorted[Math.floor(sorted.length / 2)]}, longest ${sorted.at(-1)}`;
};

/** @param {() => unknown} look */
async function until(look) {
  for (const end = Date.now() + LIMIT; !(await look());) {
    if (Date.now() > end) throw new Error(`Waited in vain: ${look.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** How often a window was shown. */
function timesShown() {
  const log = path.join(data, 'logs', 'studio.log');
  return fs.existsSync(log) ? fs.readFileSync(log, 'utf8').split('The window is shown').length : 1;
}

/** @param {number} before how often a window had been shown */
async function nextWindow(before) {
  await until(() => timesShown() > before);
  const [port] = fs
    .readFileSync(path.join(data, 'window', 'DevToolsActivePort'), 'utf8')
    .split('\n');
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`, { timeout: LIMIT });
  const page = browser.contexts()[0]?.pages()[0];
  if (!page) throw new Error('The program has no window.');
  await page.getByTestId('conversation-new').waitFor({ timeout: LIMIT });
  return page;
}

fs.mkdirSync(path.join(data, 'window'));
const dev = spawn(process.execPath, ['build/setup/dev.mjs', '--remote-debugging-port=0'], {
  cwd: ROOT,
  stdio: 'inherit',
  env: { ...process.env, METAMORPH_DATA: data },
});
const ended = once(dev, 'exit');
try {
  let page = await nextWindow(1);
  /** @type {number[]} */
  const styles = [];
  for (let time = 1; time <= TIMES; time += 1) {
    const start = performance.now();
    save(STYLE, `\n:global(body) { --measured: ${time}; }\n`);
    await until(async () => (await page.evaluate(MEASURED)) === String(time));
    styles.push(performance.now() - start);
  }
  /** @type {number[]} */
  const restarts = [];
  for (let time = 1; time <= TIMES; time += 1) {
    const before = timesShown();
    const start = performance.now();
    save(MAIN, `\nconsole.error('Saved ${time} times.');\n`);
    page = await nextWindow(before);
    restarts.push(performance.now() - start);
  }
  const before = timesShown();
  save(MAIN, '\nconst = ;\n');
  await page.locator('vite-error-overlay').waitFor({ state: 'attached', timeout: LIMIT });
  save(MAIN, '');
  page = await nextWindow(before);
  await page.locator('vite-error-overlay').waitFor({ state: 'detached' });
  console.log(
    `A style on the screen: ${shown(styles)}; the program restarted: ${shown(restarts)}.`,
  );
  console.log('A syntax error was shown over the page, and gone with it.');
  console.log(`Load ${os.loadavg()[0]?.toFixed(1)} on ${os.cpus().length} cores.`);
} finally {
  for (const file of texts.keys()) save(file, '');
  dev.kill('SIGTERM');
  await ended;
  await fs.promises.rm(data, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}
process.exit();
