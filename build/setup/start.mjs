import './nodeVersion.mjs';
import fs from 'node:fs';
import path from 'node:path';
import { machineArguments } from './electron.mjs';
import { runOnScreen } from './launch.mjs';
import { ROOT } from './places.mjs';
import { SetupError, runAsCommand } from './report.mjs';
import { removeStamp } from './stamps.mjs';
import { setUpStudio } from './steps.mjs';

const TERMINAL = 'npm run ask -- "your question" answers in the terminal instead.';

/**
 * Where Linux lets only a helper owned by root make the sandbox, says how to allow it.
 *
 * @param {string} executable
 */
function checkSandbox(executable) {
  if (process.platform !== 'linux' || process.getuid?.() === 0) return;
  const rule = '/proc/sys/kernel/apparmor_restrict_unprivileged_userns';
  if (!fs.existsSync(rule) || fs.readFileSync(rule, 'utf8').trim() !== '1') return;
  const helper = path.join(path.dirname(executable), 'chrome-sandbox');
  const info = fs.statSync(helper, { throwIfNoEntry: false });
  if (!info || (info.uid === 0 && (info.mode & 0o4000) !== 0)) return;
  throw new SetupError(
    'This system lets only a helper of root make the sandbox that the window runs in; run: ' +
      `sudo chown root:root '${helper}' && sudo chmod 4755 '${helper}'`,
  );
}

await runAsCommand(async () => {
  const { executable } = await setUpStudio();
  checkSandbox(executable);
  const words = [executable, ...machineArguments(), ROOT, ...process.argv.slice(2)];
  const code = await runOnScreen(words, TERMINAL);
  // It could not be started: the next start looks again whether the system has all libraries.
  if (code === 127) removeStamp('libraries');
  return code;
});
