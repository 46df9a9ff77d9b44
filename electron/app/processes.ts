/** The child processes of the program, each started when it is first needed. */
import { app, utilityProcess } from 'electron';
import type { Source } from '../archive/source';
import { openSourceIn } from '../archive/sourceProcess';
import type { ImageCalls } from '../images/calls';
import { ProcessClient } from '../process/client';
import type { Child } from '../process/protocol';
import type { ModelPlaces } from '../catalogue/getModel';
import type { ConvertCalls } from '../convert/calls';
import { privateMemory } from '../process/memory';
import { createCheckClient, type CheckClient } from '../recovery/checkClient';
import { RuntimeHost } from '../runtime/host';
import type { Runtime } from '../runtime/types';
import type { Log } from './log';
import type { ImageTools } from '../images/types';
import { t } from '../../shared/i18n/translate';
import type { Task } from '../../shared/task';
import { AppError } from '../../shared/ipc/errors';

/** Idle time after which the image process ends (milliseconds). */
const IDLE = 30_000;
/** A stopped conversion first lets go of its disk (milliseconds). */
const CONVERT_PATIENCE = 5000;

/**
 * Starts a utility process; what it prints goes to the log.
 *
 * @param worker absolute path of the compiled worker
 * @param serviceName name that the system and the log show
 */
function spawn(worker: string, serviceName: string, log: Log): Child {
  const child = utilityProcess.fork(worker, [], { serviceName, stdio: 'pipe' });
  // A pipe that nobody reads fills up and then blocks the writer.
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (bytes: Buffer) => log.printed(serviceName, String(bytes)));
  }
  return {
    post: (message) => child.postMessage(message),
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => void child.once('exit', (code) => listener(code)),
    kill: () => void child.kill(),
    memory: () => privateMemory(child.pid) ?? memoryOf(child.pid),
  };
}

/** What Electron says of the memory of a process; macOS counts what is only mapped too. */
function memoryOf(pid: number | undefined): number | undefined {
  const found = app.getAppMetrics().find((metric) => metric.pid === pid)?.memory;
  const kilobytes = found && (found.privateBytes ?? found.workingSetSize);
  return kilobytes === undefined ? undefined : kilobytes * 1024;
}

/**
 * The model runtime in a child process.
 *
 * @param worker absolute path of the compiled worker
 */
export function createRuntimeProcess(worker: string, log: Log): Runtime {
  app.on('child-process-gone', (_event, { type, name, reason, exitCode }) => {
    log.note(`A process ended: ${name ?? type}, ${reason} (${exitCode})`);
  });
  return new RuntimeHost(() => spawn(worker, 'MetaMorph model', log));
}

/**
 * Decodes and encodes pictures in a child process, which hostile files may crash.
 *
 * @param worker absolute path of the compiled worker
 */
export function createImageProcess(worker: string, log: Log): ImageTools {
  const client = new ProcessClient<ImageCalls>({
    spawn: () => spawn(worker, 'MetaMorph pictures', log),
    patience: () => 0,
    idle: IDLE,
    died: () => new AppError('input', t('picture.crashed')),
  });
  return {
    inspect: (file) => client.call('inspect', file),
    asPng: (bytes) => client.call('asPng', bytes),
    thumbnail: (bytes) => client.call('thumbnail', bytes),
    difference: (first, second) => client.call('difference', [first, second]),
    crop: (bytes, box) => client.call('crop', [bytes, box]),
    putBack: (request) => client.call('putBack', request),
  };
}

/**
 * Converts published models in a process of their own, which ends with the conversion.
 *
 * @param worker absolute path of the compiled process
 * @param skeletons absolute folder of the graphs that it begins with
 */
export function createConvertProcess(
  worker: string,
  skeletons: string,
  log: Log,
): ModelPlaces['convert'] {
  const client = new ProcessClient<ConvertCalls>({
    spawn: () => spawn(worker, 'MetaMorph converter', log),
    patience: () => CONVERT_PATIENCE,
    idle: IDLE,
    died: () => new AppError('worker', t('convert.workerDied')),
  });
  return (request, { signal, report }) =>
    client.call('convert', { ...request, skeletons }, { signal, onNews: report });
}

/**
 * The checks of data, each in a child process, so that the window stays responsive.
 *
 * @param worker absolute path of the compiled worker
 * @param driver folder of the better-sqlite3 to use; undefined for the installed one
 */
export function createCheckProcess(
  worker: string,
  driver: string | undefined,
  log: Log,
): CheckClient {
  return createCheckClient(() => spawn(worker, 'MetaMorph check', log), driver);
}

/**
 * Opens files to import, each in a process of its own.
 *
 * @param worker absolute path of the compiled worker
 */
export function createSourceOpener(worker: string, log: Log) {
  return (file: string, task: Task): Promise<Source> =>
    openSourceIn(() => spawn(worker, 'MetaMorph import', log), file, task);
}
