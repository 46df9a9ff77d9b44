import { SetupError, say } from './report.mjs';
import {
  VIRTUAL_SCREEN,
  hasScreen,
  hasVirtualScreen,
  installPackages,
} from './systemLibraries.mjs';

/**
 * Words before a command that shows a window: none where there is a screen, else those that give it
 * one in memory.
 *
 * @param {string} advice what to do without any screen, as one sentence
 * @returns {Promise<string[]>}
 * @throws {SetupError} when no screen in memory can be had
 */
export async function wordsForScreen(advice) {
  if (hasScreen()) return [];
  say('There is no screen here: neither DISPLAY nor WAYLAND_DISPLAY is set.');
  const missing = hasVirtualScreen() ? undefined : await installPackages(VIRTUAL_SCREEN);
  if (!hasVirtualScreen()) {
    throw new SetupError(`For a screen in memory, ${missing ?? 'install xvfb'}\n${advice}`);
  }
  say(`The studio opens on a screen in memory. ${advice}`);
  return ['xvfb-run', '-a', '-s', '-screen 0 1280x900x24'];
}
