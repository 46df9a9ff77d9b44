import './nodeVersion.mjs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { runCommand } from './command.mjs';
import { ROOT, nodeExecutable } from './places.mjs';
import { runAsCommand } from './report.mjs';
import { wordsForScreen } from './screen.mjs';
import { setUpBench, setUpPrinter, setUpTerminal } from './steps.mjs';

/** The commands of the terminal: what each runs, and what it needs before. */
const COMMANDS = {
  archive: {
    bundle: 'archive.js',
    setUp: () =>
      args.some((word) => /(^|[.=])pdf$/i.test(word)) ? setUpPrinter() : setUpTerminal(),
    screen: () => Promise.resolve([]),
  },
  ask: {
    bundle: 'cli.js',
    // Electron's decoders read videos, as its printer prints.
    setUp: () =>
      args.some((word) => /^--video(=|$)/.test(word)) ? setUpPrinter() : setUpTerminal(),
    screen: () => Promise.resolve([]),
  },
  bench: {
    bundle: 'bench.js',
    setUp: setUpBench,
    screen: () => wordsForScreen('Its frames are drawn by the processor alone.'),
  },
};

const [, , name, ...args] = process.argv;

await runAsCommand(async () => {
  const { bundle, setUp, screen } = COMMANDS[name === 'bench' || name === 'archive' ? name : 'ask'];
  await setUp();
  const script = path.join(ROOT, 'out', bundle);
  /** @type {string[]} */
  const before = await screen();
  // The lockfile's Node is the running one, but for the first time: then npm puts it into the PATH.
  if (before.length > 0 || path.resolve(process.execPath) !== nodeExecutable()) {
    const [command = '', ...words] = [...before, nodeExecutable(), script, ...args];
    const { code } = await runCommand(command, words, {
      output: 'inherit',
      group: before.length > 0,
    });
    return code;
  }
  process.argv.splice(1, process.argv.length, script, ...args);
  await import(pathToFileURL(script).href);
  return Number(process.exitCode ?? 0);
});
