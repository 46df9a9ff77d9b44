import './nodeVersion.mjs';
import { machineArguments } from './electron.mjs';
import { checkSandbox, runOnScreen } from './launch.mjs';
import { ROOT } from './places.mjs';
import { runAsCommand } from './report.mjs';
import { removeStamp } from './stamps.mjs';
import { setUpStudio } from './steps.mjs';

const TERMINAL = 'npm run ask -- "your question" answers in the terminal instead.';

await runAsCommand(async () => {
  const { executable } = await setUpStudio();
  checkSandbox(executable);
  const words = [executable, ...machineArguments(), ROOT, ...process.argv.slice(2)];
  const code = await runOnScreen(words, TERMINAL);
  // It could not be started: the next start looks again whether the system has all libraries.
  if (code === 127) removeStamp('libraries');
  return code;
});
