import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { describeMachine } from './machine';
import { BenchError, HELP, readOptions, type BenchOptions } from './options';
import { measure } from './measure';
import { markdownOf, writeBetweenMarkers } from './table';
import { AppError } from '../../shared/ipc/errors';

/** The bundle lies in `out/` of the repository. */
const ROOT = path.resolve(import.meta.dirname, '..');

interface ElectronRuntime {
  readonly executable: string;
  readonly version: string;
  readonly origin: string;
}

function readJson<T>(...place: string[]): T {
  return JSON.parse(readFileSync(path.join(ROOT, ...place), 'utf8')) as T;
}

const say = (sentence: string): void => void process.stderr.write(`${sentence}\n`);

async function run(options: BenchOptions): Promise<void> {
  const electron = readJson<ElectronRuntime>('.cache', 'electron', 'runtime.json');
  const { version } = readJson<{ version: string }>(
    'node_modules',
    'onnxruntime-node',
    'package.json',
  );
  if (!existsSync(electron.executable)) throw new BenchError('Electron is gone: run npm start.');
  const figures = await measure(options, { root: ROOT, executable: electron.executable, say });
  const named =
    electron.origin === 'fallback' ? `${electron.version} (fallback)` : electron.version;
  const table = markdownOf(describeMachine(options.threads, named, version), figures);
  process.stdout.write(`${table}\n`);
  if (!options.write) return;
  await writeBetweenMarkers(path.join(ROOT, 'docs', 'figures.md'), table);
  say('The table of docs/figures.md was written anew.');
}

try {
  const folder = process.env['INIT_CWD'] ?? process.cwd();
  const options = readOptions(process.argv.slice(2), folder, ROOT);
  if (options) await run(options);
  else process.stdout.write(HELP);
} catch (error) {
  if (!(error instanceof BenchError || error instanceof AppError)) throw error;
  say(error.message);
  process.exitCode = error instanceof BenchError ? 2 : 4;
}
