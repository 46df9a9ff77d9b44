import { build } from 'esbuild';
import { fork, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createHost, type Child } from '../../electron/runtime/host';
import type { ChildMessage } from '../../electron/runtime/protocol';
import type { AnswerEvent, AnswerRequest, Runtime } from '../../electron/runtime/types';

const ROOT = path.resolve(import.meta.dirname, '../..');
const PACKAGE = path.join(ROOT, 'test/fixtures/packages/embedded-like');
// Inside the project, so that the bundle finds the native modules.
const folder = path.join(ROOT, '.cache', `host-test-${process.pid}`);
const worker = path.join(folder, 'worker.mjs');
const children: ChildProcess[] = [];
let runtime: Runtime | undefined;

function spawn(): Child {
  const child = fork(worker, [], { serialization: 'advanced', stdio: 'ignore' });
  children.push(child);
  return {
    post: (message) => void child.send(message),
    onMessage: (listener) => child.on('message', (m) => listener(m as ChildMessage)),
    onExit: (listener) => child.once('exit', (code) => listener(code)),
    kill: () => void child.kill('SIGKILL'),
  };
}

const request: AnswerRequest = {
  turns: [
    { role: 'user', parts: [{ type: 'text', text: 'Generate an image of a red umbrella.' }] },
  ],
  sampling: { temperature: 0, topK: 0, topP: 1, repetitionPenalty: 1, seed: 1 },
  visualizer: { seed: 1, guidance: 1, steps: 4, variation: 0 },
  maxTokens: 60,
  think: 'auto',
};
const options = { folder: PACKAGE, provider: 'cpu', threads: 1 } as const;

/** The words before the first picture. */
function opening(events: readonly AnswerEvent[]): string {
  const end = events.findIndex((event) => event.type === 'image_start');
  const before = events.slice(0, end === -1 ? events.length : end);
  return before.map((event) => (event.type === 'text' ? event.text : '')).join('');
}

beforeAll(async () => {
  fs.mkdirSync(folder, { recursive: true });
  await build({
    entryPoints: [path.join(ROOT, 'electron/runtime/worker.ts')],
    outfile: worker,
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['onnxruntime-node', 'sharp'],
    banner: {
      js: "import { createRequire as r } from 'node:module'; const require = r(import.meta.url);",
    },
  });
});

afterEach(async () => {
  await runtime?.close();
  runtime = undefined;
});

afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

describe('the host of the runtime', () => {
  // Catches: pictures or text lost, doubled or out of order on their way between the processes.
  it('gives the same answer twice, with all its events', async () => {
    runtime = createHost(spawn);
    const loaded = await runtime.load(options);
    expect(loaded.provider).toContain('cpu');
    const first: AnswerEvent[] = [];
    const second: AnswerEvent[] = [];
    const result = await runtime.answer(request, (event) => first.push(event));
    await runtime.answer(request, (event) => second.push(event));
    expect(result.tokens.text).toBeGreaterThan(0);
    expect(first.filter((event) => event.type === 'text')).not.toHaveLength(0);
    // After a picture random weights turn a rounding into another word, so only what is before counts.
    expect(opening(second)).toBe(opening(first));
    expect(opening(first).length).toBeGreaterThan(0);
    const pictures = first.filter((event) => event.type === 'image');
    expect(pictures.length).toBeGreaterThan(0);
    expect(pictures.every((event) => event.png[1] === 0x50)).toBe(true);
  });

  // Catches: a dead worker that leaves the answer waiting for ever, or the program mute after it.
  it('ends the answer when its process dies, and answers the next question', async () => {
    runtime = createHost(spawn);
    await runtime.load(options);
    const dying = runtime.answer(request, () => children.at(-1)?.kill('SIGKILL'));
    await expect(dying).rejects.toMatchObject({ code: 'worker' });
    const result = await runtime.answer(request, () => undefined);
    expect(result.tokens.text).toBeGreaterThan(0);
  });

  // Catches: a Stop that goes unheard on its way to the worker.
  it('stops an answer and says so', async () => {
    runtime = createHost(spawn);
    await runtime.load(options);
    const controller = new AbortController();
    const result = await runtime.answer(
      { ...request, maxTokens: 200 },
      (event) => {
        if (event.type === 'text') controller.abort();
      },
      controller.signal,
    );
    expect(result.finish).toBe('cancelled');
  });

  // Catches: the child's error arriving without its code or sentence.
  it('passes on why a package cannot be loaded', async () => {
    runtime = createHost(spawn);
    const missing = path.join(folder, 'nothing');
    await expect(runtime.load({ ...options, folder: missing })).rejects.toMatchObject({
      name: 'RuntimeError',
      code: 'package',
    });
  });
});
