import fs from 'node:fs';
import path from 'node:path';
import { ROOT } from '../../e2e/launch';
import { emptyDataFolder } from '../../e2e/program';

type File = 'main.js' | 'worker.js' | 'preload.cjs' | 'package.json';

/** What is replaced in a file of the compiled program, and by what. */
export type Change = readonly [file: File, from: string | RegExp, to: string];

/**
 * Copies the compiled program into a folder of its own, with something in it replaced; the caller
 * removes the folder.
 *
 * @throws Error when none of what is to be replaced is there
 */
export function copyProgram(changes: readonly Change[]): string {
  const folder = emptyDataFolder();
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
  if (changes.length > 0 && replaced === 0) throw new Error('Nothing of it is in the program.');
  return folder;
}
