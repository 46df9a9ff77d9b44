import { utilityProcess } from 'electron';
import type { Log } from '../app/log';
import { checksApart, type ChecksApart } from '../recovery/checkClient';

const SERVICE = 'MetaMorph check';

/**
 * The checks of data in a utility process each, so that the window goes on while they run.
 *
 * @param worker absolute path of the compiled worker
 * @param driver folder of the better-sqlite3 to use; undefined for the installed one
 */
export function createCheckProcess(
  worker: string,
  driver: string | undefined,
  log: Log,
): ChecksApart {
  return checksApart(() => {
    const child = utilityProcess.fork(worker, [], { serviceName: SERVICE, stdio: 'pipe' });
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (bytes: Buffer) => log.printed(SERVICE, String(bytes)));
    }
    return {
      post: (question) => child.postMessage(question),
      onMessage: (listener) => void child.on('message', listener),
      onExit: (listener) => void child.once('exit', () => listener()),
      kill: () => void child.kill(),
    };
  }, driver);
}
