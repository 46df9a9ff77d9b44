/** What surrounds a program that is started: message boxes that nobody sees, a disk that is read only. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import type { ElectronApplication } from 'playwright';

/** What the main process keeps of its message boxes. */
interface Kept {
  box?: string;
  onBox?: (said: string) => void;
}

/** Lets every message box wait for an answer for ever, and keeps what it said. */
export async function holdBoxes(application: ElectronApplication): Promise<void> {
  await application.evaluate(({ dialog }) => {
    const kept = globalThis as unknown as Kept;
    dialog.showMessageBox = ((box: Electron.MessageBoxOptions) => {
      kept.box = box.detail ?? box.message;
      kept.onBox?.(kept.box);
      return new Promise(() => undefined);
    }) as typeof dialog.showMessageBox;
  });
}

/** The sentence of the first message box; the reason when the program ends without one. */
export const firstBox = (application: ElectronApplication): Promise<string> =>
  application
    .evaluate(
      () =>
        new Promise<string>((resolve) => {
          const kept = globalThis as unknown as Kept;
          if (kept.box === undefined) kept.onBox = resolve;
          else resolve(kept.box);
        }),
    )
    .catch((error: unknown) => `no box: ${String(error)}`);

/** Ways to run a command where a folder cannot be written; root may write whatever its mode says. */
const MOUNT = 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec "$@"';
const WAYS = [['unshare', '-m'], ['unshare', '-rm'], []] as const;

/**
 * Writes a script that runs Electron where a folder cannot be written.
 *
 * @param folder that becomes read only, for that program alone where the system lets us mount
 * @param script absolute path
 * @returns whether writing is really refused
 */
export function readOnlyRunner(folder: string, script: string): boolean {
  for (const way of WAYS) {
    const words = way.length > 0 ? [...way, 'sh', '-c', MOUNT, folder] : [];
    if (way.length === 0) fs.chmodSync(folder, 0o555);
    const [command = 'touch', ...args] = [...words, 'touch', path.join(folder, '.probe')];
    const probe = spawnSync(command, args, { encoding: 'utf8' });
    const there = fs.existsSync(path.join(folder, '.probe'));
    if (there) fs.rmSync(path.join(folder, '.probe'));
    if (there || !/read-only|permission denied/i.test(probe.stderr ?? '')) continue;
    const quoted = words.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
    fs.writeFileSync(script, `#!/bin/sh\nexec ${quoted} "$ELECTRON" "$@"\n`, { mode: 0o755 });
    return true;
  }
  fs.chmodSync(folder, 0o755);
  return false;
}
