import './nodeVersion.mjs';
import fs from 'node:fs';
import path from 'node:path';
import { runCommand } from './command.mjs';
import { machineArguments } from './electron.mjs';
import { ROOT } from './places.mjs';
import { SetupError, runAsCommand, say } from './report.mjs';
import { forgetLibraries, setUpStudio } from './steps.mjs';
import {
  VIRTUAL_SCREEN,
  hasScreen,
  hasVirtualScreen,
  installPackages,
} from './systemLibraries.mjs';

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
  if (!hasScreen()) {
    say('There is no screen here: neither DISPLAY nor WAYLAND_DISPLAY is set.');
    const advice = hasVirtualScreen() ? undefined : await installPackages(VIRTUAL_SCREEN);
    if (!hasVirtualScreen()) {
      throw new SetupError(`For a screen in memory, ${advice ?? 'install xvfb'}\n${TERMINAL}`);
    }
    say(`The studio opens on a screen in memory. ${TERMINAL}`);
    words.unshift('xvfb-run', '-a', '-s', '-screen 0 1280x900x24');
  }
  const [command = '', ...args] = words;
  const { code } = await runCommand(command, args, {
    output: 'inherit',
    // xvfb-run keeps a signal to itself, and the program behind it would stay.
    group: words[0] === 'xvfb-run',
    // Editors' terminals set it, and it would turn Electron into a plain Node.
    env: { ELECTRON_RUN_AS_NODE: undefined },
  });
  if (code === 127) forgetLibraries();
  return code;
});
