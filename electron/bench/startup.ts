import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { evaluateIn, windowAddress } from '../testing/evaluate';
import { median } from './figures';
import { BenchError } from './options';
import { askFirst, type FirstAnswer } from './page';

const QUESTION = 'What is the capital of France?';
/** A start takes at most so long (milliseconds), or something is wrong. */
const LIMIT = 60_000;
const answerSchema = z.object({ loaded: z.number(), text: z.number() });
const HAS_BRIDGE = `document.readyState !== 'loading' && 'studio' in globalThis`;
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
    const { loaded, text } = await askOnceThere(port);
    const log = await readFile(path.join(data, 'logs', 'studio.log'), 'utf8');
    const shown = Date.parse(SHOWN.exec(log)?.[1] ?? '');
    return { shown: shown - begin, loaded: loaded - begin, text: text - begin };
  } finally {
    // The whole group: npm, the set-up, Electron.
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGTERM');
    await ended;
    await rm(data, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Asks as soon as the window's page has the bridge. */
async function askOnceThere(port: number): Promise<FirstAnswer> {
  const limit = Date.now() + LIMIT;
  while (Date.now() < limit) {
    const address = await windowAddress(port);
    // A page that has just begun to load may have another world in a moment.
    if (address && (await evaluateIn(address, HAS_BRIDGE).catch(() => false)) === true) {
      return answerSchema.parse(
        await evaluateIn(address, `(${askFirst.toString()})(${JSON.stringify(QUESTION)})`),
      );
    }
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
