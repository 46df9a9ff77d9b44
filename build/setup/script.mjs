import './nodeVersion.mjs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { runCommand } from './command.mjs';
import { ROOT, nodeExecutable } from './places.mjs';
import { runAsCommand } from './report.mjs';
import { setUpTerminal } from './steps.mjs';

const [name = '', ...args] = process.argv.slice(2);
const bundle = path.join(ROOT, 'out', 'cli.js');

await runAsCommand(async () => {
  await setUpTerminal();
  if (path.resolve(process.execPath) !== nodeExecutable()) {
    // Only the first time: npm puts the lockfile's Node into the PATH once it is installed.
    const { code } = await runCommand(nodeExecutable(), [bundle, name, ...args], {
      output: 'inherit',
    });
    return code;
  }
  process.argv.splice(1, process.argv.length, bundle, name, ...args);
  await import(pathToFileURL(bundle).href);
  return Number(process.exitCode ?? 0);
});
