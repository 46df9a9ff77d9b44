/** The commands of the terminal, each with what it can do, run one after another and watched. */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import { packageFolder } from '../../../chat/fixture';
import { ROOT } from '../../../e2e/launch';
import { hasEnded, watching } from '../../../unasked/trace';
import { clip } from './window';

const ASK = ['cli.js', '--package', packageFolder('embedded-like'), '--max-tokens', '8'];
const QUESTION = '{"id":"1","turns":[{"role":"user","content":"Hello"}],"seed":1}\n';

/** What is typed, from the folder in which it is typed. */
export const COMMANDS: readonly (readonly [script: string, ...words: string[]])[] = [
  ['cli.js', '--help'],
  ['cli.js', '--package', packageFolder('embedded-like'), '--json', 'Draw a red umbrella.'],
  ['cli.js', ...ASK.slice(1), '--data', 'data', '--image', 'step.png', 'What is this?'],
  ['cli.js', ...ASK.slice(1), '--video', 'moving.gif', 'What moves?'],
  ['cli.js', ...ASK.slice(1), '--batch', 'questions.jsonl'],
  ['archive.js', 'list', '--data', 'data'],
  ['archive.js', 'export', '--data', 'data', '--out', 'kept.metamorph'],
  ['archive.js', 'export', '--data', 'data', '--out', 'kept.html'],
  ['archive.js', 'export', '--data', 'data', '--out', 'kept.md'],
  ['archive.js', 'export', '--data', 'data', '--out', 'kept.jsonl'],
  ['archive.js', 'export', '--data', 'data', '--out', 'kept.pdf'],
  ['archive.js', 'verify', 'kept.metamorph'],
  ['archive.js', 'import', '--data', 'other', 'kept.metamorph'],
];

/**
 * Runs all commands in a folder that holds `step.png`.
 *
 * @param folder absolute
 * @param env the whole environment
 * @returns the calls of each, as strace notes them
 */
export async function runCommands(folder: string, env: NodeJS.ProcessEnv): Promise<string[]> {
  fs.writeFileSync(path.join(folder, 'moving.gif'), await clip());
  fs.writeFileSync(path.join(folder, 'questions.jsonl'), QUESTION);
  const noted: string[] = [];
  for (const [place, [script, ...words]] of COMMANDS.entries()) {
    const trace = path.join(folder, `command-${place + 1}.txt`);
    const node = [process.execPath, path.join(ROOT, 'out', script)];
    const [command = '', ...rest] = [...watching(trace), ...node, ...words];
    const child = spawn(command, rest, { cwd: folder, env, stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', (bytes) => (said += String(bytes)));
    const code = await new Promise((resolve) => child.once('close', resolve));
    expect([words, code, said]).toEqual([words, 0, expect.any(String)]);
    const read = (): string => fs.readFileSync(trace, 'utf8');
    await expect.poll(() => hasEnded(read(), child.pid ?? 0)).toBe(true);
    noted.push(read());
  }
  return noted;
}
