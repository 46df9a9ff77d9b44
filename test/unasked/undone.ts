import fs from 'node:fs';

/** The line of a compiled program that turns onnxruntime's reports off. */
export const SWITCH = /process\.env\["ORT_DISABLE_TELEMETRY"\] = "1";/;

/**
 * Writes a compiled program again, without what turns onnxruntime's reports off.
 *
 * @param from absolute path
 * @param to absolute path, in a folder from which native modules are found
 * @throws Error when nothing in the program turns them off
 */
export function undoSwitch(from: string, to: string): void {
  const text = fs.readFileSync(from, 'utf8');
  if (!SWITCH.test(text)) throw new Error(`${from} does not turn the reports off.`);
  fs.writeFileSync(to, text.replace(SWITCH, ''));
}
