import { app, utilityProcess } from 'electron';
import { saidIn } from '../../shared/i18n/translate';
import type { Log } from '../app/log';
import { createHost, type Child } from '../runtime/host';
import type { Runtime } from '../runtime/types';

const SERVICE = 'MetaMorph model';

/**
 * The model runtime in a utility process, started when it is first needed; what it prints goes to
 * the log.
 *
 * @param worker absolute path of the compiled worker
 */
export function createRuntimeProcess(worker: string, log: Log): Runtime {
  app.on('child-process-gone', (_event, { type, name, reason, exitCode }) => {
    log.note(`A process ended: ${name ?? type}, ${reason} (${exitCode})`);
  });
  return createHost(() => spawn(worker, log));
}

function spawn(worker: string, log: Log): Child {
  const child = utilityProcess.fork(worker, [], { serviceName: SERVICE, stdio: 'pipe' });
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (bytes: Buffer) => log.printed(SERVICE, String(bytes)));
  }
  return {
    post: (message) => child.postMessage({ ...message, language: saidIn() }),
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => void child.once('exit', (code) => listener(code)),
    kill: () => void child.kill(),
  };
}
