import fs from 'node:fs';
import path from 'node:path';
import type { ElectronApplication } from 'playwright';
import { afterEach, describe, expect, it } from 'vitest';
import { killed, launch, removeFolder, ROOT } from '../../e2e/launch';
import { emptyDataFolder } from '../../e2e/program';
import { LIMIT, LONG, suite } from '../suite';
import { CHECKS, type Check, type Started } from './checks';

const { dice, done } = suite('checklist', 0, 0);
const folders: string[] = [];
let running: ElectronApplication | undefined;
let held = false;

async function stop(): Promise<void> {
  if (running) await killed(running);
  running = undefined;
}

afterEach(async () => {
  await stop();
  for (const folder of folders.splice(0)) removeFolder(folder);
});

/** The compiled program in a folder of its own, with something in it replaced. */
function programWith(changes: Check['undo']): string {
  const folder = emptyDataFolder();
  folders.push(folder);
  for (const name of ['node_modules', '.cache', 'models']) {
    fs.symlinkSync(path.join(ROOT, name), path.join(folder, name));
  }
  fs.cpSync(path.join(ROOT, 'out'), path.join(folder, 'out'), { recursive: true });
  fs.copyFileSync(path.join(ROOT, 'package.json'), path.join(folder, 'package.json'));
  let replaced = 0;
  for (const [name, from, to] of changes) {
    const file = path.join(folder, name === 'package.json' ? name : path.join('out', name));
    const text = fs.readFileSync(file, 'utf8');
    const changed = typeof from === 'string' ? text.replaceAll(from, to) : text.replace(from, to);
    if (changed !== text) replaced += 1;
    fs.writeFileSync(file, changed);
  }
  if (changes.length > 0) expect(replaced).toBeGreaterThan(0);
  return folder;
}

async function startAt(folder: string): Promise<Started> {
  const data = emptyDataFolder();
  folders.push(data);
  const application = (running = await launch(folder, data));
  const window = await application.firstWindow();
  await window.waitForLoadState('load');
  return { application, window, folder };
}

describe('the security checklist of Electron', () => {
  // Fault: any item of the list that is not, or no longer, heeded.
  it(
    'holds in the program as it is',
    async () => {
      const program = await startAt(programWith([]));
      const verdicts: string[] = [];
      for (const { item, holds } of CHECKS) {
        verdicts.push(`${item}: ${await holds(program).catch(String)}`);
      }
      expect(verdicts).toEqual(CHECKS.map(({ item }) => `${item}: true`));
      held = true;
    },
    LIMIT,
  );

  // Fault: a check that is content with anything.
  it(
    'is seen not to hold when an item is undone',
    async () => {
      const undone = LONG ? CHECKS : [dice.of(CHECKS)];
      for (const { item, holds, undo } of undone) {
        const verdict = await startAt(programWith(undo))
          .then(holds)
          .catch(() => false);
        expect([item, verdict]).toEqual([item, false]);
        await stop();
      }
      // The nineteenth item is that of the fuses, which have a suite of their own.
      if (held) done(CHECKS.length + 1, 'each undone in the compiled program and seen');
    },
    LIMIT,
  );
});
