import './nodeVersion.mjs';
import fs from 'node:fs';
import path from 'node:path';
import { runCommand } from './command.mjs';
import { machineArguments } from './electron.mjs';
import { ROOT } from './places.mjs';
import { SetupError, runAsCommand } from './report.mjs';
import { wordsForScreen } from './screen.mjs';
import { forgetLibraries, setUpStudio } from './steps.mjs';

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
  const screen = await wordsForScreen(TERMINAL);
  const words = [...screen, executable, ...machineArguments(), ROOT, ...process.argv.slice(2)];
  const [command = '', ...args] = words;
  const { code } = await runCommand(command, args, {
    output: 'inherit',
    // xvfb-run keeps a signal to itself, and the program behind it would stay.
    group: screen.length > 0,
    // Editors' terminals set it, and it would turn Electron into a plain Node.
    env: { ELECTRON_RUN_AS_NODE: undefined },
  });
  if (code === 127) forgetLibraries();
  return code;
});
