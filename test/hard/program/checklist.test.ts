import type { ElectronApplication } from 'playwright';
import { afterEach, describe, expect, it } from 'vitest';
import { killed, launch, removeFolder } from '../../e2e/launch';
import { emptyDataFolder } from '../../e2e/program';
import { LIMIT, LONG, suite } from '../suite';
import { CHECKS, type Check, type Started } from './checks';
import { copyProgram } from './copied';

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

function programWith(changes: Check['undo']): string {
  const folder = copyProgram(changes);
  folders.push(folder);
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
