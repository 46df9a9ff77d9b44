import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createHost, type Child } from '../../electron/runtime/host';
import type { ChildMessage } from '../../electron/runtime/protocol';
import { DRAW, studios, wordsOf } from '../chat/studio';
import { bundleProgram } from './faulty/bundle';
import { LIMIT, suite } from './suite';

const rooms = studios();
const { cases, dice, done } = suite('killed-runtime', 4, 200);
const children: ChildProcess[] = [];
let program = '';

function spawn(): Child {
  const child = fork(program, [], { serialization: 'advanced', stdio: 'ignore' });
  children.push(child);
  return {
    post: (message) => void child.send(message, () => undefined),
    onMessage: (listener) =>
      void child.on('message', (message) => listener(message as ChildMessage)),
    onExit: (listener) => void child.once('exit', (code) => listener(code)),
    kill: () => void child.kill('SIGKILL'),
  };
}

const gone = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

beforeAll(async () => {
  const worker = path.resolve(import.meta.dirname, '../../electron/runtime/worker.ts');
  program = await bundleProgram(worker, 'worker');
});

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

describe('a model process that is killed at any moment', () => {
  // Fault: an answer that hangs or loses words, a next question that does not work, a process left over.
  it(
    'leaves the answer what it had, and the next question works',
    async () => {
      const studio = rooms.open({ runtime: createHost(spawn) });
      const ends = { error: 0, stop: 0 };
      for (let round = 0; round < cases; round += 1) {
        let shown = '';
        let wait: NodeJS.Timeout | undefined;
        let killed: ChildProcess | undefined;
        studio.heard = (event) => {
          if (event.type === 'text') shown += event.text;
          // The moment is what is tried here: while it loads, reads, writes, or draws.
          if (event.type === 'started') {
            const after = dice.below(round % 2 === 0 ? 400 : 60);
            wait = setTimeout(() => {
              killed = children.at(-1);
              killed?.kill('SIGKILL');
            }, after);
          }
        };
        const answer = await studio.ask(DRAW);
        clearTimeout(wait);
        studio.heard = () => undefined;
        expect(['error', 'stop', 'length']).toContain(answer.finish);
        expect(wordsOf(answer)).toBe(shown);
        if (answer.finish === 'error') expect(answer.error).toMatch(/process ended/);
        ends[answer.finish === 'error' ? 'error' : 'stop'] += 1;
        // A kill in the moment of the end is over before the next question, as it is for a person.
        await expect.poll(() => killed === undefined || gone(killed)).toBe(true);
        const next = await studio.ask('Hello');
        expect(next.error).toBeNull();
        expect(children.slice(0, -1).every(gone)).toBe(true);
      }
      await studio.close();
      await expect.poll(() => children.every(gone)).toBe(true);
      done(cases, `${ends.error} in the middle of an answer, ${ends.stop} after its end`);
    },
    LIMIT,
  );
});
