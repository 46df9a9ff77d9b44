import { existsSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { describeMachine } from './machine';
import { describeFullSize, measureFullSize, QUICK_EFFORT, WHOLE_EFFORT } from './fullSize/fullSize';
import { FULL_SIZE } from './fullSize/published';
import { BenchError, HELP, readOptions, type BenchOptions, type FullSizeOptions } from './options';
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

async function runFullSize(
  options: BenchOptions,
  { model: name, keep }: FullSizeOptions,
  electron: ElectronRuntime,
  onnxruntime: string,
): Promise<void> {
  const model = FULL_SIZE.find((one) => one.name === name);
  if (!model) throw new BenchError(`--full-size does not know ${name}.`);
  const out = (file: string): string => path.join(import.meta.dirname, file);
  const before = os.loadavg()[0] ?? 0;
  const figures = await measureFullSize(model, {
    executable: electron.executable,
    script: out('benchChild.js'),
    files: { worker: out('convertWorker.js'), skeletons: out('skeletons') },
    threads: options.threads,
    effort: options.quick ? QUICK_EFFORT : WHOLE_EFFORT,
    peer: path.join(ROOT, '.cache', 'bench', 'peer'),
    keep,
    say,
  });
  const loads = { before, after: os.loadavg()[0] ?? 0 };
  const machine = describeMachine(options.threads, nameOf(electron), onnxruntime);
  const what = await describeFullSize(model, ROOT, loads);
  const table = markdownOf(`${what}\n\n${machine}`, figures);
  process.stdout.write(`${table}\n`);
  if (!options.write) return;
  const page = path.join(ROOT, 'docs', 'full-size.md');
  await writeBetweenMarkers(page, table, `npm run bench -- --full-size ${name}`);
  say('The table of docs/full-size.md was written anew.');
}

const nameOf = ({ version, origin }: ElectronRuntime): string =>
  origin === 'fallback' ? `${version} (fallback)` : version;

async function run(options: BenchOptions): Promise<void> {
  const electron = readJson<ElectronRuntime>('.cache', 'electron', 'runtime.json');
  const { version } = readJson<{ version: string }>(
    'node_modules',
    'onnxruntime-node',
    'package.json',
  );
  if (!existsSync(electron.executable)) throw new BenchError('Electron is gone: run npm start.');
  if (options.fullSize) return runFullSize(options, options.fullSize, electron, version);
  const figures = await measure(options, { root: ROOT, executable: electron.executable, say });
  const table = markdownOf(describeMachine(options.threads, nameOf(electron), version), figures);
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
