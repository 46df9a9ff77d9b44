import './nodeVersion.mjs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { provide } from '../fallback/provide.mjs';
import { buildBundles } from './bundles.mjs';
import { runCommand } from './command.mjs';
import { installDependencies } from './dependencies.mjs';
import { hasScreen, runOnScreen } from './launch.mjs';
import { ROOT, nodeExecutable } from './places.mjs';
import { runAsCommand } from './report.mjs';
import { setUpStudio } from './steps.mjs';

/** The commands of the terminal: the bundle of each, and which words make it need Electron. */
const COMMANDS = {
  // Electron prints to PDF, and its decoders read videos.
  archive: { bundle: 'archive.js', electron: /(^|[.=])pdf$/i },
  ask: { bundle: 'cli.js', electron: /^--video(=|$)/ },
  bench: { bundle: 'bench.js', electron: /^/ },
  // No word of this command needs Electron.
  models: { bundle: 'models.js', electron: /(?!)/ },
};

const [, , name, ...args] = process.argv;
const command = name === 'bench' || name === 'archive' || name === 'models' ? name : 'ask';
const { bundle, electron } = COMMANDS[command];

/** Installs and builds what the command needs. */
async function setUp() {
  if (command !== 'bench' && !args.some((word) => electron.test(word))) {
    await installDependencies();
    await buildBundles(['program']);
    return;
  }
  await setUpStudio();
  if (command === 'bench') await buildBundles(['bench']);
  else if (!hasScreen()) await provide('screen');
}

await runAsCommand(async () => {
  await setUp();
  const script = path.join(ROOT, 'out', bundle);
  const words = [nodeExecutable(), script, ...args];
  if (command === 'bench') {
    return runOnScreen(words, 'Its frames are drawn by the processor alone.');
  }
  // The lockfile's Node is the running one, but for the first time: then npm puts it into the PATH.
  if (path.resolve(process.execPath) !== nodeExecutable()) {
    const { code } = await runCommand(nodeExecutable(), words.slice(1), { output: 'inherit' });
    return code;
  }
  process.argv.splice(1, process.argv.length, script, ...args);
  await import(pathToFileURL(script).href);
  return Number(process.exitCode ?? 0);
});
