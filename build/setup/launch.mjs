import fs from 'node:fs';
import path from 'node:path';
import { provide } from '../fallback/provide.mjs';
import { runCommand } from './command.mjs';
import { SetupError, say } from './report.mjs';

/** Words before a command that show its windows on a screen in memory; tests always use it. */
export const SCREEN_IN_MEMORY =
  process.platform === 'linux' ? ['xvfb-run', '-a', '-s', '-screen 0 1280x1024x24'] : [];

/** Whether a window can be shown: only Linux can be without a screen. */
export function hasScreen() {
  if (process.platform !== 'linux') return true;
  return Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

/**
 * Where Linux lets only a helper owned by root make the sandbox, says how to allow it.
 *
 * @param {string} executable Electron's
 * @throws {SetupError} with the command to run
 */
export function checkSandbox(executable) {
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

/**
 * Runs a command that shows windows to its end: on the person's screen, else on one in memory.
 *
 * @param {string[]} words
 * @param {string} advice what to do without any screen, as one sentence
 * @param {number} [limit] milliseconds after which it is killed
 * @returns {Promise<number>} its exit code
 * @throws {SetupError} when no screen in memory can be had
 */
export async function runOnScreen(words, advice, limit) {
  /** @type {string[]} */
  let before = [];
  if (!hasScreen()) {
    say(`There is no screen here: windows open on one in memory. ${advice}`);
    await provide('screen');
    before = SCREEN_IN_MEMORY;
  }
  const [command = '', ...args] = [...before, ...words];
  const { code } = await runCommand(command, args, {
    output: 'inherit',
    // xvfb-run keeps a signal to itself, and the program behind it would stay.
    group: before.length > 0 || limit !== undefined,
    limit,
    // Editors' terminals set it, and it would turn Electron into a plain Node.
    env: { ELECTRON_RUN_AS_NODE: undefined },
  });
  return code;
}
