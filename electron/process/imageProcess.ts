import { utilityProcess, type UtilityProcess } from 'electron';
import { RuntimeError } from '../../shared/runtimeError';
import { saidIn, sentence } from '../../shared/i18n/translate';
import type { PictureTools } from '../ipc/desktop';
import type { Log } from '../app/log';
import type { PictureAnswer, PictureCall, PictureCalls } from '../images/messages';

const SERVICE = 'MetaMorph pictures';
/** The process ends when it had nothing to do for so long (milliseconds). */
const IDLE = 30_000;

interface Waiting {
  readonly settle: (answer: PictureAnswer) => void;
  readonly fail: (error: Error) => void;
}

/**
 * Looks at pictures in a utility process, started when there is one to look at.
 *
 * @param worker absolute path of the compiled worker
 */
export function createPictureProcess(worker: string, log: Log): PictureTools {
  const waiting = new Map<number, Waiting>();
  let child: UtilityProcess | undefined;
  let idle: NodeJS.Timeout | undefined;
  let next = 1;

  function start(): UtilityProcess {
    if (child) return child;
    const started = utilityProcess.fork(worker, [], { serviceName: SERVICE, stdio: 'pipe' });
    // A pipe that nobody reads fills, and what writes into it then waits.
    for (const stream of [started.stdout, started.stderr]) {
      stream?.on('data', (bytes: Buffer) => log.printed(SERVICE, String(bytes)));
    }
    started.on('message', (answer: PictureAnswer) => waiting.get(answer.id)?.settle(answer));
    started.once('exit', () => {
      // One that was ended for its idleness owed no answer; what waits now waits for another.
      if (child !== started) return;
      child = undefined;
      const error = new RuntimeError('input', sentence('picture.crashed'));
      for (const { fail } of [...waiting.values()]) fail(error);
    });
    child = started;
    return started;
  }

  function rest(): void {
    clearTimeout(idle);
    idle = setTimeout(() => {
      if (waiting.size > 0) return;
      const resting = child;
      // Until it is gone, who asks would be heard by nobody.
      child = undefined;
      resting?.kill();
    }, IDLE);
    idle.unref();
  }

  function ask<N extends PictureCall>(
    name: N,
    input: PictureCalls[N]['input'],
  ): Promise<PictureCalls[N]['output']> {
    const id = next;
    next += 1;
    return new Promise<PictureCalls[N]['output']>((resolve, reject) => {
      waiting.set(id, {
        fail: reject,
        settle: (answer) => {
          if (answer.ok) resolve(answer.value);
          else reject(new RuntimeError(answer.code, answer.error));
        },
      });
      start().postMessage({ id, name, input, language: saidIn() });
    }).finally(() => {
      waiting.delete(id);
      rest();
    });
  }

  return {
    inspect: (file) => ask('inspect', file),
    asPng: (bytes) => ask('asPng', bytes),
    thumbnail: (bytes) => ask('thumbnail', bytes),
    difference: (first, second) => ask('difference', [first, second]),
    crop: (bytes, box) => ask('crop', [bytes, box]),
    putBack: (putting) => ask('putBack', putting),
  };
}
