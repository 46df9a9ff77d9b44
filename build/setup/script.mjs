import './nodeVersion.mjs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { runCommand } from './command.mjs';
import { ROOT, nodeExecutable } from './places.mjs';
import { runAsCommand } from './report.mjs';
import { setUpBench, setUpTerminal } from './steps.mjs';

/** The commands of the terminal: what each runs, and what it needs before. */
const COMMANDS = {
  ask: { bundle: 'cli.js', setUp: setUpTerminal },
  bench: { bundle: 'bench.js', setUp: setUpBench },
};

const [, , name, ...args] = process.argv;

await runAsCommand(async () => {
  const { bundle, setUp } = COMMANDS[name === 'bench' ? name : 'ask'];
  await setUp();
  const script = path.join(ROOT, 'out', bundle);
  if (path.resolve(process.execPath) !== nodeExecutable()) {
    // Only the first time: npm puts the lockfile's Node into the PATH once it is installed.
    const { code } = await runCommand(nodeExecutable(), [script, ...args], { output: 'inherit' });
    return code;
  }
  process.argv.splice(1, process.argv.length, script, ...args);
  await import(pathToFileURL(script).href);
  return Number(process.exitCode ?? 0);
});
