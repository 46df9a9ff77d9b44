import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { bundleProgram } from '../hard/faulty/bundle';
import { emptyHome, environmentOf, leftIn, reportsIn } from '../unasked/home';
import { undoSwitch } from '../unasked/undone';
import { tinyFolder } from './reference';

const ROOT = path.resolve(import.meta.dirname, '../..');
const homes: string[] = [];

afterEach(() => {
  for (const home of homes.splice(0)) fs.rmSync(home, { recursive: true, force: true });
});

/** Says what the variable is at the moment at which onnxruntime's native code is loaded. */
const LISTENER = `const { dlopen } = process;
process.dlopen = function (module, file, ...more) {
  if (file.includes('onnxruntime')) console.error('loaded:' + process.env.ORT_DISABLE_TELEMETRY);
  return dlopen.call(this, module, file, ...more);
};`;

/** Asks in plain Node, at home where nothing was ever kept. */
function ask(program: string) {
  const home = emptyHome();
  const work = emptyHome();
  homes.push(home, work);
  const listener = path.join(work, 'listener.cjs');
  fs.writeFileSync(listener, LISTENER);
  const words = ['--package', tinyFolder('embedded-like'), '--max-tokens', '4', 'Hello'];
  const { status, stderr } = spawnSync(
    process.execPath,
    ['--require', listener, program, ...words],
    { cwd: work, env: { ...process.env, ...environmentOf(home) }, encoding: 'utf8' },
  );
  const loaded = stderr.match(/(?<=loaded:)\w+/g) ?? [];
  return { status, loaded, home, beside: leftIn(work) };
}

describe('the command line', () => {
  // Catches: reports of onnxruntime that are turned on by another version of it, turned off after it
  // was loaded, or turned off in one of the programs only.
  it.runIf(process.platform !== 'win32')('leaves nothing at home, and would unasked', async () => {
    const program = await bundleProgram(path.join(ROOT, 'electron/cli/main.ts'), 'quiet');
    const quiet = ask(program);
    expect(quiet).toMatchObject({ status: 0, loaded: ['1'], beside: ['listener.cjs'] });
    expect(leftIn(quiet.home)).toEqual([]);

    const undone = path.join(path.dirname(program), 'telling.mjs');
    undoSwitch(program, undone);
    const telling = ask(undone);
    expect(telling).toMatchObject({ status: 0, loaded: ['undefined'] });
    expect(reportsIn(telling.home)).toEqual(['deviceid', 'onnxruntime.db']);
  });
});
