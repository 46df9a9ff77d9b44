// Run as a script by `build/setup/dev.mjs`, on a screen: the studio, whose window takes over each change
// as it is saved, and whose program starts again after one.
import { context } from 'esbuild';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createServer } from 'vite';
import { PROGRAM, describeFolders } from '../setup/compile.mjs';
import { CACHE, ROOT } from '../setup/places.mjs';
import { runAsCommand, say } from '../setup/report.mjs';

/** What Electron runs: a folder like the repository, so that `out` there stays what is shipped. */
const APP = path.join(CACHE, 'dev');
const OUT = path.join(APP, 'out');
/** Milliseconds that the program has to end by itself. */
const END_LIMIT = 3000;
/** Milliseconds in which an editor writes a file and its neighbours. */
const SAVING = 50;

/** @returns {Promise<number>} a port that nothing listens on */
async function freePort() {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {net.AddressInfo} */ (server.address());
  server.close();
  return port;
}

/** @param {number} port */
function serveWindow(port) {
  return createServer({
    configFile: path.join(ROOT, 'vite.config.ts'),
    cacheDir: path.join(CACHE, 'vite'),
    clearScreen: false,
    html: { cspNonce: 'development' },
    server: {
      host: '127.0.0.1',
      port,
      strictPort: true,
      // The page's own address is studio://app, which says nothing of the server.
      hmr: { protocol: 'ws', host: '127.0.0.1', clientPort: port },
    },
  });
}

/** Makes the folder that Electron runs. */
function makeApp() {
  fs.mkdirSync(path.join(APP, '.cache'), { recursive: true });
  fs.copyFileSync(path.join(ROOT, 'package.json'), path.join(APP, 'package.json'));
  for (const name of ['models', 'node_modules', '.cache/electron']) {
    const link = path.join(APP, name);
    fs.rmSync(link, { force: true });
    fs.symlinkSync(path.join(ROOT, name), link, 'junction');
  }
}

/**
 * The running program, of which there is one at a time.
 *
 * @param {string[]} words Electron and its arguments
 * @param {AbortController} ended aborted when a person closes it
 */
function keepRunning([command = '', ...args], ended) {
  /** @type {import('node:child_process').ChildProcess | undefined} */
  let child;
  const stop = async () => {
    const old = child;
    child = undefined;
    if (!old || old.exitCode !== null || old.signalCode !== null) return;
    const limit = setTimeout(() => old.kill('SIGKILL'), END_LIMIT);
    old.kill('SIGTERM');
    await once(old, 'exit');
    clearTimeout(limit);
  };
  const restart = async () => {
    await stop();
    const started = spawn(command, args, { stdio: 'inherit' });
    child = started;
    started.once('exit', (code) => {
      if (child !== started || ended.signal.aborted) return;
      if (code === 0) ended.abort();
      else say('The program ended by a fault; it starts again when a file of it is saved.');
    });
  };
  return { restart, stop };
}

await runAsCommand(async () => {
  const words = process.argv.slice(2);
  const split = words.indexOf('--');
  makeApp();
  // A changed schema of the database is no risk for what a person has in the installed studio.
  process.env.METAMORPH_DATA ??= path.join(APP, 'data');
  const port = await freePort();
  const server = await serveWindow(port);
  await server.listen();
  const define = { 'process.env.METAMORPH_DEV_SERVER': `"http://127.0.0.1:${port}"` };
  const builds = await Promise.all(
    PROGRAM.map((options) => context({ ...options, outdir: OUT, dropLabels: [], define })),
  );
  const ended = new AbortController();
  const program = keepRunning([...words.slice(0, split), APP, ...words.slice(split + 1)], ended);

  /** @type {Set<string>} */
  let inputs = new Set();
  let whole = false;
  /** @type {() => Promise<void>} */
  const build = async () => {
    await delay(SAVING);
    const start = Date.now() - SAVING / 2;
    try {
      const made = await Promise.all(builds.map((one) => one.rebuild()));
      inputs = new Set(made.flatMap(({ metafile }) => Object.keys(metafile?.inputs ?? {})));
      describeFolders(OUT);
      whole = true;
    } catch (error) {
      // esbuild has said it in the terminal; the window shows it over the page.
      whole = false;
      const message = error instanceof Error ? error.message : String(error);
      server.ws.send({ type: 'error', err: { message, stack: '' } });
    }
    // A file that is saved while it is read may be only half in the bundles.
    const saved = [...inputs].map((name) => fs.statSync(name, { throwIfNoEntry: false })?.mtimeMs);
    if (saved.some((time = 0) => time > start && time <= Date.now())) return build();
    if (whole) await program.restart();
  };
  let work = build();
  let waiting = false;
  server.watcher.add(['electron', 'shared'].map((folder) => path.join(ROOT, folder)));
  server.watcher.on('all', (_event, file) => {
    const name = path.relative(ROOT, file).split(path.sep).join('/');
    // A file that was missing is among the inputs of no build.
    if (waiting || (whole && !inputs.has(name))) return;
    waiting = true;
    work = work.then(() => ((waiting = false), build()));
  });

  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => ended.abort());
  await once(ended.signal, 'abort');
  await work;
  await program.stop();
  await Promise.all([server.close(), ...builds.map((one) => one.dispose())]);
  return 0;
});
