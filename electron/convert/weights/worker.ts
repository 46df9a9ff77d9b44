/** Entry of a worker thread: runs the tasks that it is sent, one after the other. */
import { parentPort, workerData } from 'node:worker_threads';
import type { WorkerAnswer, WorkerFiles } from './pool';
import type { Task } from './plan';
import { TaskRunner } from './task';

const { sources, targets } = workerData as WorkerFiles;
const runner = new TaskRunner(sources, targets);

function answer(task: Task): WorkerAnswer {
  try {
    return { digest: runner.run(task) };
  } catch (error) {
    const { name = '', message = '' } = error instanceof Error ? error : {};
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    return { fault: { name, code, message } };
  }
}

parentPort?.on('message', (task: Task) => {
  parentPort?.postMessage(answer(task));
});
