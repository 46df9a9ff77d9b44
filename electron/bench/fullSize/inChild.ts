import { fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { BenchError } from '../options';
import type { ChildMessage, ConvertTask, ConvertTimes, Phase, RunTask, RunTimes } from './calls';

/** Memory is looked at this often (milliseconds). */
const EVERY = 20;

/** Memory of a process in bytes. */
export interface Held {
  /** Its own memory. */
  readonly own: number;
  /** The same with pages of files that it has mapped, which the system may drop. */
  readonly resident: number;
}

/** The most memory of each part of a task; empty where the system does not tell. */
export type Most = ReadonlyMap<Phase, Held>;

/** What processes are run with. */
export interface ChildOptions {
  /** Electron, as the program runs its own processes, or Node. */
  readonly executable: string;
  /** The compiled `child.ts`. */
  readonly script: string;
  readonly say: (sentence: string) => void;
}

/** Runs a task in a process of its own. @throws BenchError when it fails or ends too early */
export function runInChild(task: ConvertTask, options: ChildOptions): Promise<Ended<ConvertTimes>>;
export function runInChild(task: RunTask, options: ChildOptions): Promise<Ended<RunTimes>>;
export function runInChild(
  task: ConvertTask | RunTask,
  { executable, script, say }: ChildOptions,
): Promise<Ended<unknown>> {
  const child = fork(script, [], {
    execPath: executable,
    execArgv: [],
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const most = new Map<Phase, Held>();
  let phase: Phase | undefined;
  const look = (): void => {
    const now = child.pid === undefined ? undefined : heldBy(child.pid);
    if (!now || phase === undefined) return;
    const before = most.get(phase);
    most.set(phase, {
      own: Math.max(now.own, before?.own ?? 0),
      resident: Math.max(now.resident, before?.resident ?? 0),
    });
  };
  const watch = setInterval(look, EVERY);
  return new Promise<Ended<unknown>>((resolve, reject) => {
    child.on('message', (message: ChildMessage) => {
      if (message.kind === 'phase') phase = message.phase;
      else if (message.kind === 'say') say(message.sentence);
      else if (message.kind === 'failed') reject(new BenchError(message.message));
      else resolve({ result: message.result, most });
    });
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      reject(new BenchError(`The process that was measured ended (${signal ?? code}).`));
    });
    child.send(task);
  }).finally(() => clearInterval(watch));
}

/** What a task gave, and its memory. */
export interface Ended<Result> {
  readonly result: Result;
  readonly most: Most;
}

function heldBy(id: number): Held | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    const status = readFileSync(`/proc/${id}/status`, 'utf8');
    const bytes = (name: string): number =>
      Number(new RegExp(`^${name}:\\s*(\\d+) kB`, 'm').exec(status)?.[1] ?? 0) * 1024;
    return { own: bytes('RssAnon') + bytes('RssShmem'), resident: bytes('VmRSS') };
  } catch {
    return undefined;
  }
}
