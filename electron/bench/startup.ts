import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { chromium, type Page } from 'playwright';
import { median } from './figures';
import { BenchError } from './options';
import { askFirst } from './page';

const QUESTION = 'What is the capital of France?';
/** A start takes at most so long (milliseconds), or something is wrong. */
const LIMIT = 60_000;
const SHOWN = /^(\S+) The window is shown/m;

/** Milliseconds from typing `npm start`, with everything set up before. */
export interface StartSpeed {
  readonly shown: number;
  readonly loaded: number;
  readonly text: number;
}

/**
 * Starts the studio as a person does, several times, and asks at once.
 *
 * @param root absolute folder of the repository
 * @param fill puts something into the empty data folder before each start
 */
export async function timeStart(
  root: string,
  rounds: number,
  fill: (folder: string) => void = () => undefined,
): Promise<StartSpeed> {
  const all: StartSpeed[] = [];
  for (let round = 0; round < rounds; round += 1) all.push(await startOnce(root, fill));
  return {
    shown: median(all.map(({ shown }) => shown)),
    loaded: median(all.map(({ loaded }) => loaded)),
    text: median(all.map(({ text }) => text)),
  };
}

async function startOnce(root: string, fill: (folder: string) => void): Promise<StartSpeed> {
  const data = await mkdtemp(path.join(os.tmpdir(), 'metamorph-bench-'));
  fill(data);
  const port = await freePort();
  const begin = Date.now();
  const npm = process.env['npm_execpath'];
  const child = spawn(
    npm ? process.execPath : 'npm',
    [...(npm ? [npm] : []), 'start', '--silent', '--', `--remote-debugging-port=${port}`],
    { cwd: root, env: { ...process.env, METAMORPH_DATA: data }, stdio: 'ignore', detached: true },
  );
  const ended = new Promise((resolve) => child.once('exit', resolve));
  try {
    const browser = await connect(port);
    const [page] = browser.contexts().flatMap((context) => context.pages());
    if (!page) throw new BenchError('The window of the studio did not open.');
    const { loaded, text } = await onceReady(page);
    const log = await readFile(path.join(data, 'logs', 'studio.log'), 'utf8');
    const shown = Date.parse(SHOWN.exec(log)?.[1] ?? '');
    await browser.close();
    return { shown: shown - begin, loaded: loaded - begin, text: text - begin };
  } finally {
    // The whole group: npm, the set-up, Electron.
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGTERM');
    await ended;
    await rm(data, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function onceReady(page: Page): Promise<{ loaded: number; text: number }> {
  await page.waitForFunction(() => 'studio' in globalThis);
  return page.evaluate(askFirst, QUESTION);
}

async function connect(port: number) {
  const address = `http://127.0.0.1:${port}`;
  const limit = Date.now() + LIMIT;
  while (Date.now() < limit) {
    const there = await fetch(`${address}/json/list`).then(
      async (response) => (await response.text()).includes('studio://'),
      () => false,
    );
    if (there) return chromium.connectOverCDP(address);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new BenchError('The studio did not start: see what npm start says.');
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
