import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { LocalRuntime } from '../runtime/local';
import { main } from './command';
import { EXIT } from './error';

/** The folder of package.json, in which the bundle lies as `out/cli.js`. */
function rootFolder(): string {
  let folder = import.meta.dirname;
  while (!fs.existsSync(path.join(folder, 'package.json'))) {
    const parent = path.dirname(folder);
    if (parent === folder) return import.meta.dirname;
    folder = parent;
  }
  return folder;
}

const interrupted = new AbortController();
// Once: a second interruption ends the process at once.
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => interrupted.abort());
process.stdout.on('error', () => {
  // Whoever read the answer has gone, as in `ask | head`.
  process.exit(EXIT.unexpected);
});

process.exitCode = await main(process.argv.slice(2), {
  folder: process.env['INIT_CWD'] ?? process.cwd(),
  package: path.join(rootFolder(), 'models', 'package'),
  openRuntime: () => new LocalRuntime(),
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  signal: interrupted.signal,
});
