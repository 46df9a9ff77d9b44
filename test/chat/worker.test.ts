import { build } from 'esbuild';
import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Child, FromChild } from '../../electron/process/protocol';
import { RuntimeHost } from '../../electron/runtime/host';
import { DRAW, studios, wordsOf } from './fixture';

const rooms = studios();
const ROOT = path.resolve(import.meta.dirname, '../..');
// Inside the project, so that the bundle finds the native modules.
const program = path.join(ROOT, '.cache/test/chatWorker.mjs');
const children: ChildProcess[] = [];

function spawn(): Child {
  const child = fork(program, [], { serialization: 'advanced', stdio: 'ignore' });
  children.push(child);
  return {
    post: (message) => void child.send(message as object),
    onMessage: (listener) => void child.on('message', (message) => listener(message as FromChild)),
    onExit: (listener) => void child.once('exit', (code) => listener(code)),
    kill: () => void child.kill('SIGKILL'),
  };
}

beforeAll(async () => {
  await build({
    entryPoints: [path.join(ROOT, 'electron/runtime/worker.ts')],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['onnxruntime-node', 'sharp'],
    banner: {
      js: "import { createRequire as r } from 'node:module'; const require = r(import.meta.url);",
    },
    logLevel: 'error',
  });
});

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

describe('a model process that dies in the middle of an answer', () => {
  // Fault: an answer that hangs or loses its words, or a studio that has to be started again.
  it('ends the answer with a sentence and what it had, and the next question works', async () => {
    const studio = rooms.open({ runtime: new RuntimeHost(spawn) });
    let shown = '';
    studio.heard = (event) => {
      if (event.type !== 'text') return;
      shown += event.text;
      children.at(-1)?.kill('SIGKILL');
    };
    const answer = await studio.ask(DRAW);
    expect(answer).toMatchObject({ finish: 'error', details: null });
    expect(answer.error).toMatch(/process ended/);
    expect(shown).not.toBe('');
    expect(wordsOf(answer)).toBe(shown);
    expect(studio.store.messages.get(answer.id)).toEqual(answer);
    studio.heard = () => undefined;
    const next = await studio.ask('And now?');
    expect(next.finish).toMatch(/stop|length/);
    expect(children).toHaveLength(2);
    expect(studio.packageLoader.status.state).toBe('ready');
    expect(studio.reported).toEqual([]);
  });
});
