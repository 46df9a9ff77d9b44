import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Child, FromChild } from '../../electron/process/protocol';
import { RuntimeHost } from '../../electron/runtime/host';
import { DRAW, studios, wordsOf, type Studio } from '../chat/fixture';
import { bundleProgram } from './faulty/bundle';
import { Moments } from './moments';
import { LIMIT, suite } from './suite';

const rooms = studios();
const { cases, dice, done } = suite('killed-runtime', 4, 200);
/** Milliseconds in which the first answers are over; how long they take is learnt. */
const SPAN = 400;
const children: ChildProcess[] = [];
let program = '';

function spawn(): Child {
  const child = fork(program, [], { serialization: 'advanced', stdio: 'ignore' });
  children.push(child);
  return {
    post: (message) => void child.send(message as object, () => undefined),
    onMessage: (listener) => void child.on('message', (message) => listener(message as FromChild)),
    onExit: (listener) => void child.once('exit', (code) => listener(code)),
    kill: () => void child.kill('SIGKILL'),
  };
}

const gone = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

/** Asks for a picture and kills the model's process at a moment of the answer. */
async function killedAt(studio: Studio, moments: Moments): Promise<void> {
  let shown = '';
  let begun = 0;
  let timer: NodeJS.Timeout | undefined;
  let killed: ChildProcess | undefined;
  const wait = moments.next();
  studio.heard = (event) => {
    if (event.type === 'text') shown += event.text;
    if (event.type !== 'started') return;
    begun = performance.now();
    // The moment is what is tried here: while it loads, reads, writes, or draws.
    timer = setTimeout(() => {
      killed = children.at(-1);
      killed?.kill('SIGKILL');
    }, wait);
  };
  const answer = await studio.ask(DRAW);
  const took = performance.now() - begun;
  clearTimeout(timer);
  studio.heard = () => undefined;
  expect(wordsOf(answer)).toBe(shown);
  if (answer.finish === 'error') {
    expect(answer.error).toMatch(/process ended/);
    moments.hit();
  } else {
    expect(['stop', 'length']).toContain(answer.finish);
    moments.missed(took);
  }
  // A kill in the moment of the end is over before the next question, as it is for a person.
  await expect.poll(() => killed === undefined || gone(killed)).toBe(true);
}

/** Ends the model's process while it rests, so that the next answer begins with a load. */
async function endResting(): Promise<void> {
  const child = children.at(-1);
  child?.kill('SIGKILL');
  await expect.poll(() => child === undefined || gone(child)).toBe(true);
}

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
      const studio = rooms.open({ runtime: new RuntimeHost(spawn) });
      const loading = new Moments(dice, Math.ceil(cases / 4), SPAN);
      const answering = new Moments(dice, cases - Math.ceil(cases / 4), SPAN);
      while (loading.goOn || answering.goOn) {
        for (const moments of [loading, answering]) {
          if (!moments.goOn) continue;
          if (moments === loading) await endResting();
          await killedAt(studio, moments);
          const next = await studio.ask('Hello');
          expect(next.error).toBeNull();
          expect(children.slice(0, -1).every(gone)).toBe(true);
        }
      }
      const hits = [loading.hits, answering.hits];
      expect(hits).toEqual([Math.ceil(cases / 4), cases - Math.ceil(cases / 4)]);
      await studio.close();
      await expect.poll(() => children.every(gone)).toBe(true);
      done(
        cases,
        `all in the middle of an answer, ${loading.hits} of them of one that began with a load`,
      );
    },
    LIMIT,
  );
});
