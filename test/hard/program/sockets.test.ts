import fs from 'node:fs';
import path from 'node:path';
import type { ElectronApplication } from 'playwright';
import { afterEach, describe, expect, it } from 'vitest';
import { packageFolder } from '../../chat/fixture';
import { electron, killed, launch, removeFolder, ROOT } from '../../e2e/launch';
import { leaveFirstStart, quit, type Program } from '../../e2e/program';
import { changeManifest, copyPackage, removeCopies } from '../../runtime/copies';
import { emptyHome, environmentOf, leftIn, reportsIn } from '../../unasked/home';
import { hasEnded, leadingOut, watchedIn, watchedProgram } from '../../unasked/trace';
import { SWITCH } from '../../unasked/undone';
import { LIMIT, LONG, suite } from '../suite';
import { copyProgram } from './copied';
import { runCommands } from './sockets/commands';
import { goOn, STEPS, type PartRef } from './sockets/window';

/** Cases are seconds for which the window is watched at least. */
const { cases: seconds, done } = suite('sockets', 30, 120);
/** The short form takes longer than others: it goes through every view. */
const SHORT_LIMIT = 300_000;
/** Where docs/using.md says that the program keeps things on Linux, from the home folder: data first. */
const PLACES = [
  ...fs
    .readFileSync(path.join(ROOT, 'docs/using.md'), 'utf8')
    .matchAll(/^\| (?:Data|Cache|Logs) +\| `~\/([^`]+)`/gm),
].map(([, place = '']) => `${place}/`);

/** The name that onnxruntime asks for, in a question as strace shows it. */
const REPORT = /mobile.{1,4}events.{1,4}data/;

const running: ElectronApplication[] = [];
const folders: string[] = [];

afterEach(async () => {
  for (const application of running.splice(0)) await killed(application);
  for (const folder of folders.splice(0)) removeFolder(folder);
  await removeCopies();
});

function folder(): string {
  const made = emptyHome();
  folders.push(made);
  return made;
}

/** A program that is watched, in a home where nothing was ever kept. */
interface Watched extends Program {
  readonly home: string;
  /** The calls noted so far. */
  readonly calls: () => string;
}

/** Starts a program of a folder as a person does who has set nothing. */
async function start(of: string, env: NodeJS.ProcessEnv = {}): Promise<Watched> {
  const home = folder();
  const { script, trace } = watchedProgram(folder(), electron());
  const application = await launch(of, path.join(home, PLACES[0] ?? ''), {
    executable: script,
    env: { ...environmentOf(home), METAMORPH_DATA: undefined, ...env },
  });
  running.push(application);
  const window = await application.firstWindow();
  return { application, window, home, calls: () => fs.readFileSync(trace, 'utf8') };
}

/** Closes a program; what all its processes asked of the network. */
async function finish(program: Watched): Promise<string> {
  const pid = program.application.process().pid ?? 0;
  await quit(program);
  await expect.poll(() => hasEnded(program.calls(), pid)).toBe(true);
  return program.calls();
}

/** A package that answers, edits and predicts with what the tiny one draws. */
async function workbenchPackage(): Promise<string> {
  const copy = await copyPackage('embedded-like');
  const template = 'Generate an image of a red umbrella.';
  await changeManifest(copy, ({ prompts }) => {
    for (const id of ['edit', 'next'] as const) {
      prompts.tasks.push({ id, template, examples: [template] });
    }
  });
  return copy;
}

/** With onnxruntime's reports as its maker turns them on: seconds until its question, and what led out. */
async function undone(): Promise<{ readonly took: number; readonly calls: readonly string[] }> {
  const program = copyProgram([
    ['main.js', SWITCH, ''],
    ['worker.js', SWITCH, ''],
  ]);
  folders.push(program);
  const begun = performance.now();
  const telling = await start(program, { METAMORPH_PACKAGE: packageFolder('embedded-like') });
  await expect.poll(telling.calls, { timeout: 120_000 }).toMatch(REPORT);
  const took = (performance.now() - begun) / 1000;
  const calls = leadingOut(await finish(telling));
  expect(calls).not.toEqual([]);
  expect(reportsIn(telling.home)).toEqual(['deviceid', 'onnxruntime.db']);
  return { took, calls };
}

describe.runIf(process.platform === 'linux')('all processes, in every view and command', () => {
  // Fault: a byte that leaves unasked: a report, a look-up, an update, a dictionary, a door that is
  // open to other computers; a file of it in the home folder. And a watcher that sees none of this.
  it(
    'reach nobody and ask for no name; without the switch they do',
    async () => {
      const begun = performance.now();
      const program = await start(ROOT);
      await program.window.getByTestId('conversation-new').waitFor();
      await leaveFirstStart(program.window);
      const place: PartRef = { program, folder: folder(), package: await workbenchPackage() };
      for (const [, run] of STEPS) await run(place);
      while (performance.now() - begun < seconds * 1000) await goOn(place);
      const watched = (performance.now() - begun) / 1000;
      const inWindow = await finish(program);
      expect(leadingOut(inWindow)).toEqual([]);
      expect(watchedIn(inWindow)).toBeGreaterThan(20);
      expect(PLACES).toHaveLength(3);
      const ours = leftIn(program.home).filter((file) => /metamorph|electron|onnx/i.test(file));
      expect(ours.filter((file) => !PLACES.some((one) => file.startsWith(one)))).toEqual([]);
      expect(reportsIn(program.home)).toEqual([]);

      const home = folder();
      const env = { ...process.env, ...environmentOf(home) };
      const inCommands = await runCommands(place.folder, env);
      for (const calls of inCommands) expect(leadingOut(calls)).toEqual([]);
      expect(leftIn(home).filter((file) => /metamorph|electron|onnx/i.test(file))).toEqual([]);

      const { took, calls } = await undone();
      expect(took).toBeLessThan(watched);
      const steps = STEPS.length + inCommands.length;
      done(
        steps,
        `0 in ${watched.toFixed(0)} s of the window and ${inCommands.length} commands; ` +
          `without the switch ${calls.length}, the first after ${took.toFixed(0)} s`,
      );
    },
    LONG ? LIMIT : SHORT_LIMIT,
  );
});
