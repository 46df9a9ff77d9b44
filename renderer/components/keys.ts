/** Keys as they stand on the keyboard of this machine. */

/** Whether the keyboard is a Mac's, whose commands use another key. */
const isMac = typeof navigator !== 'undefined' && /Mac/.test(navigator.userAgent);

const caps: Readonly<Record<string, string>> = {
  mod: isMac ? '⌘' : 'Ctrl',
  shift: isMac ? '⇧' : 'Shift',
  Backspace: '⌫',
  Escape: 'Esc',
};

/** The caps of one shortcut in Mantine's notation (`mod` is Command on a Mac, else Control). */
export const keyCaps = (keys: string): string[] =>
  keys === '+' ? [keys] : keys.split('+').map((key) => caps[key] ?? key);
