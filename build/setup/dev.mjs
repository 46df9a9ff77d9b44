import './nodeVersion.mjs';
import path from 'node:path';
import { machineArguments } from './electron.mjs';
import { checkSandbox, runOnScreen } from './launch.mjs';
import { ROOT, nodeExecutable } from './places.mjs';
import { runAsCommand } from './report.mjs';
import { install } from './steps.mjs';

await runAsCommand(async () => {
  const { executable } = await install();
  checkSandbox(executable);
  const script = path.join(ROOT, 'build', 'dev', 'develop.mjs');
  const words = [nodeExecutable(), script, executable, ...machineArguments()];
  return runOnScreen(
    [...words, '--', ...process.argv.slice(2)],
    'With -- --remote-debugging-port=9222 a browser can look at them.',
  );
});
