/** The program under the driver of this folder, spoken to over the channel of its process. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { z } from 'zod';
import { asRoot } from '../../../../electron/testing/launch';
import { within } from '../../../../electron/testing/withTimeout';
import { electron, ROOT } from '../../../e2e/launch';

const DRIVER = path.join(import.meta.dirname, 'driver');
const answerSchema = z.object({
  id: z.number(),
  value: z.unknown().optional(),
  error: z.string().optional(),
});
const runningSchema = z.array(z.object({ name: z.string(), pid: z.number() }));

/** A program that nothing watches. */
export interface Unwatched {
  /** Runs a function of `window.ts` in the window. */
  inWindow<Result>(work: (input: never) => Promise<Result>, input?: unknown): Promise<Result>;
  /** Lets every process give back what it can; all processes, by name. */
  rest(): Promise<ReadonlyMap<string, number>>;
  /** Closes it as a person does; resolves with its exit code when its process has ended. */
  quit(): Promise<number | null>;
  /** Ends it at once. */
  kill(): Promise<void>;
}

/**
 * Starts the program.
 *
 * @param data its data folder
 * @param packageFolder absolute folder of the package that answers
 */
export function startUnwatched(data: string, packageFolder: string): Unwatched {
  const child = spawn(electron(), [...asRoot, '--js-flags=--expose-gc', DRIVER, ROOT], {
    cwd: ROOT,
    env: { ...process.env, METAMORPH_DATA: data, METAMORPH_PACKAGE: packageFolder },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const waiting = new Map<number, (answer: z.infer<typeof answerSchema>) => void>();
  child.on('message', (message) => {
    const answer = answerSchema.parse(message);
    waiting.get(answer.id)?.(answer);
    waiting.delete(answer.id);
  });
  let next = 1;
  async function order(name: 'window' | 'rest' | 'quit', code?: string): Promise<unknown> {
    const id = next;
    next += 1;
    const answered = new Promise<z.infer<typeof answerSchema>>((resolve, reject) => {
      waiting.set(id, resolve);
      void ended.then(() => reject(new Error('The program has ended.')));
    });
    child.send({ id, order: name, code });
    const { value, error } = await within(
      answered,
      `The program does not answer (${name}).`,
      120_000,
    );
    if (error !== undefined) throw new Error(error);
    return value;
  }
  return {
    inWindow: async <Result>(work: (input: never) => Promise<Result>, input: unknown = null) =>
      (await order('window', `(${work.toString()})(${JSON.stringify(input)})`)) as Result,
    async rest() {
      const running = runningSchema.parse(await order('rest'));
      return new Map(running.map(({ name, pid }) => [name, pid]));
    },
    async quit() {
      await order('quit');
      return within(ended, 'The program was closed and does not end.');
    },
    async kill() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
      await ended;
    },
  };
}
