import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { EXIT } from './error';
import { shownText } from './terminal';

/** The folder of package.json, in which the bundles lie under `out/`. */
export function rootFolder(): string {
  let folder = import.meta.dirname;
  while (!fs.existsSync(path.join(folder, 'package.json'))) {
    const parent = path.dirname(folder);
    if (parent === folder) return import.meta.dirname;
    folder = parent;
  }
  return folder;
}

/** What every command meets of its process: where it was typed, what it prints to, a stop. */
export function processSurroundings() {
  const interrupted = new AbortController();
  // Once: a second interruption ends the process at once.
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => interrupted.abort());
  process.stdout.on('error', () => {
    // Whoever read the output has gone, as in `ask | head`.
    process.exit(EXIT.unexpected);
  });
  return {
    folder: process.env['INIT_CWD'] ?? process.cwd(),
    out: (text: string): void => void process.stdout.write(shownText(text)),
    err: (text: string): void => void process.stderr.write(shownText(text)),
    signal: interrupted.signal,
  };
}
