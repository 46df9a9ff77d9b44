import { Worker } from 'node:worker_threads';
import { ConvertError } from '../error';
import { SourceEndedError, TaskRunner } from './task';
import type { Task } from './plan';

/** What a worker is told when it starts. */
export interface WorkerFiles {
  readonly sources: readonly string[];
  readonly targets: readonly string[];
}

/** What a worker answers: what it wrote, or why it could not. */
export type WorkerAnswer =
  | { readonly digest: string }
  | { readonly fault: { readonly name: string; readonly code: string; readonly message: string } };

/** Runs tasks one after the other. */
export interface TaskWorker {
  /** @returns SHA-256 of what the task wrote. @throws ConvertError, errors of the file system */
  run(task: Task): Promise<string>;
  close(): Promise<void>;
}

/** Runs tasks on this thread. */
export function ownThread({ sources, targets }: WorkerFiles): TaskWorker {
  const runner = new TaskRunner(sources, targets);
  return {
    // Between two tasks the thread is free, so that a stop is heard.
    run: (task) =>
      new Promise((resolve, reject) => {
        setImmediate(() => {
          try {
            resolve(runner.run(task));
          } catch (error) {
            reject(error instanceof Error ? error : new Error(String(error)));
          }
        });
      }),
    close: () => {
      runner.close();
      return Promise.resolve();
    },
  };
}

/**
 * Runs tasks on a thread of its own.
 *
 * @param file the compiled `worker.ts`
 */
export function otherThread(file: string | URL, files: WorkerFiles): TaskWorker {
  const worker = new Worker(file, { workerData: files });
  let waiting: { resolve: (digest: string) => void; reject: (error: Error) => void } | undefined;
  let ended: Error | undefined;
  const end = (error: Error): void => {
    ended ??= error;
    waiting?.reject(ended);
    waiting = undefined;
  };
  worker.on('message', (answer: WorkerAnswer) => {
    const { resolve, reject } = waiting ?? {};
    waiting = undefined;
    if ('digest' in answer) resolve?.(answer.digest);
    else reject?.(errorOf(answer.fault));
  });
  worker.on('error', (cause) => {
    end(new ConvertError('input', 'convert.workerDied', {}, { cause }));
  });
  worker.on('exit', () => {
    end(new ConvertError('input', 'convert.workerDied'));
  });
  return {
    run: (task) =>
      new Promise((resolve, reject) => {
        if (ended) reject(ended);
        else {
          waiting = { resolve, reject };
          worker.postMessage(task);
        }
      }),
    close: async () => {
      await worker.terminate();
    },
  };
}

function errorOf({ name, code, message }: { name: string; code: string; message: string }): Error {
  if (name === 'SourceEndedError') return new SourceEndedError(message);
  return Object.assign(new Error(message), { code });
}
