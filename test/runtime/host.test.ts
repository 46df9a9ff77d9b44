import { build } from 'esbuild';
import { fork, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import sharp from 'sharp';
import { graph } from '../hard/onnx';
import { copyPackage, removeCopies, replaceFile } from './copies';
import { LocalRuntime } from '../../electron/runtime/local';
import type { Child, FromChild } from '../../electron/process/protocol';
import { privateMemory } from '../../electron/process/memory';
import { mostMemory } from '../../electron/packages/memory';
import { RuntimeHost } from '../../electron/runtime/host';
import type { AnswerEvent, AnswerRequest, Runtime } from '../../electron/runtime/types';
import { pooled, cosine } from '../../shared/similarity';

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
    post: (message) => void child.send(message as object),
    onMessage: (listener) => child.on('message', (m) => listener(m as FromChild)),
    onExit: (listener) => child.once('exit', (code) => listener(code)),
    kill: () => void child.kill('SIGKILL'),
    memory: () => privateMemory(child.pid),
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
    runtime = new RuntimeHost(spawn);
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

  // Catches: a loading that shows nothing for seconds, goes backwards, or never comes near its end.
  it('tells how far a loading is', async () => {
    runtime = new RuntimeHost(spawn);
    const shares: number[] = [];
    await runtime.load(options, undefined, (share) => shares.push(share));
    expect(shares.length).toBeGreaterThan(4);
    expect(shares).toEqual([...new Set(shares)].sort((a, b) => a - b));
    expect(shares[0]).toBeLessThan(0.5);
    expect(shares.at(-1)).toBe(1);
  });

  // Catches: a model that takes all processors from the window, whose frames then come late.
  it('computes behind other programs, with all the threads it begins', async () => {
    const { getPriority, constants } = os;
    // The threads whose priorities can be told apart lie here on Linux.
    const threads = (): string[] => {
      const tasks = `/proc/${children.at(-1)?.pid}/task`;
      return fs.existsSync(tasks) ? fs.readdirSync(tasks) : [];
    };
    runtime = new RuntimeHost(spawn);
    await runtime.providers();
    const before = new Set(threads());
    await runtime.load({ ...options, threads: 2 });
    const begun = threads().filter((id) => !before.has(id));
    for (const pid of [children.at(-1)?.pid ?? 0, ...begun.map(Number)]) {
      expect(getPriority(pid)).toBeGreaterThanOrEqual(constants.priority.PRIORITY_BELOW_NORMAL);
    }
  });

  // Catches: a dead worker that leaves the answer waiting for ever, or the program mute after it.
  it('ends the answer when its process dies, and answers the next question', async () => {
    runtime = new RuntimeHost(spawn);
    await runtime.load(options);
    const dying = runtime.answer(request, () => children.at(-1)?.kill('SIGKILL'));
    await expect(dying).rejects.toMatchObject({ code: 'worker' });
    const result = await runtime.answer(request, () => undefined);
    expect(result.tokens.text).toBeGreaterThan(0);
  });

  // Catches: another package that was asked for while the first one loads, and dies with its process.
  it('loads what was asked for last, though the loading before it hears no stop', async () => {
    // No patience at all: the process of a stopped loading is killed at once.
    runtime = new RuntimeHost(spawn, { load: 0, other: 0 });
    const controller = new AbortController();
    const first = runtime.load(options, controller.signal);
    const second = runtime.load({ ...options, threads: 2 });
    controller.abort();
    await expect(first).rejects.toMatchObject({ code: 'cancelled' });
    expect((await second).manifest.name).toBeTruthy();
    const result = await runtime.answer(request, () => undefined);
    expect(result.tokens.text).toBeGreaterThan(0);
  });

  // Catches: a Stop that goes unheard on its way to the worker.
  it('stops an answer and says so', async () => {
    runtime = new RuntimeHost(spawn);
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

  // Catches: a Stop that waits for ever on a process that takes no message any more.
  it('kills a process that does not stop, and answers the next question', async () => {
    runtime = new RuntimeHost(spawn, { load: 100, other: 100 });
    await runtime.load(options);
    const controller = new AbortController();
    const stuck = runtime.answer(
      request,
      () => {
        // Held by the system, the process can hear nothing; killing it still works.
        children.at(-1)?.kill('SIGSTOP');
        controller.abort();
      },
      controller.signal,
    );
    await expect(stuck).rejects.toMatchObject({ code: 'cancelled' });
    expect((await runtime.answer(request, () => undefined)).tokens.text).toBeGreaterThan(0);
  });

  // Catches: loading that cannot be stopped because the thread is busy opening graphs.
  it('stops a loading, and loads again', async () => {
    runtime = new RuntimeHost(spawn, { load: 0, other: 100 });
    const controller = new AbortController();
    const loading = runtime.load(options, controller.signal);
    controller.abort();
    await expect(loading).rejects.toMatchObject({ code: 'cancelled' });
    expect((await runtime.load(options)).manifest.format).toBe(2);
  });

  // Catches: a process that died between two questions and is not missed.
  it('starts again after its process died unused', async () => {
    runtime = new RuntimeHost(spawn);
    await runtime.load(options);
    const child = children.at(-1);
    const gone = new Promise((resolve) => child?.once('exit', resolve));
    child?.kill('SIGKILL');
    await gone;
    const tokens = Float32Array.from({ length: 16 * 24 }, (_, place) => Math.sin(place));
    const steps: number[] = [];
    const drawn = await runtime.decode({ tokens, settings: request.visualizer }, (step) => {
      steps.push(step);
    });
    expect(steps).toEqual([1, 3]);
    expect(drawn.tokens).toEqual(tokens);
    expect(drawn.png.byteLength).toBeGreaterThan(100);
    expect(children.at(-1)).not.toBe(child);
  });

  // Catches: a small graph that takes gigabytes, until the system ends whatever it chooses.
  it.runIf(process.platform === 'linux')(
    'ends a process that takes more than its package may need, and starts again',
    async () => {
      const greedy = await copyPackage('embedded-like');
      const shape = Buffer.from(new BigInt64Array([40_000n, 40_000n]).buffer);
      await replaceFile(
        greedy,
        'adapter.onnx',
        graph({
          nodes: [
            { kind: 'ConstantOfShape', inputs: ['w'], outputs: ['large'] },
            { kind: 'ReduceSum', inputs: ['large'], outputs: ['sum'] },
            { kind: 'MatMul', inputs: ['tokens', 'x'], outputs: ['product'] },
            { kind: 'Add', inputs: ['product', 'sum'], outputs: ['condition'] },
          ],
          weights: [
            { dims: [2], type: 7, raw: shape },
            { name: 'x', dims: [24, 16], raw: Buffer.alloc(24 * 16 * 4) },
          ],
        }),
      );
      runtime = new RuntimeHost(spawn);
      const tokens = new Float32Array(16 * 24);
      const drawing = { tokens, settings: request.visualizer };
      await runtime.load({ ...options, folder: greedy, mostMemory: mostMemory(2e8) });
      await expect(runtime.decode(drawing, () => undefined)).rejects.toThrow(
        /took \d\.\d GB of memory, more than the 0\.4 GB/,
      );
      await runtime.load({ ...options, mostMemory: mostMemory(2e8) });
      expect((await runtime.decode(drawing, () => undefined)).png.byteLength).toBeGreaterThan(100);
      await removeCopies();
    },
  );

  // Catches: the child's error arriving without its code or sentence.
  it('passes on why a package cannot be loaded', async () => {
    runtime = new RuntimeHost(spawn);
    const missing = path.join(folder, 'nothing');
    await expect(runtime.load({ ...options, folder: missing })).rejects.toMatchObject({
      name: 'AppError',
      code: 'package',
    });
  });
});

describe('likeness in the process of the runtime', () => {
  // Fault: a search there that finds otherwise than one in this process or than the plain cosine, or
  // features of one package kept as those of another.
  it('is the exact cosine of the features, as in this process', async () => {
    const pictures = path.join(folder, 'pictures');
    fs.mkdirSync(pictures, { recursive: true });
    const colours = ['#cc2222', '#cc2424', '#1122dd'];
    const hashes = colours.map((_, number) => String(number).repeat(64));
    for (const [number, background] of colours.entries()) {
      const size = { width: 64, height: 64, channels: 3 } as const;
      const file = path.join(pictures, hashes[number] ?? '');
      await sharp({ create: { ...size, background } })
        .png()
        .toFile(file);
    }
    const [sought = '', ...others] = hashes;
    const local = new LocalRuntime();
    const { hash, manifest } = await local.load(options);
    const width = manifest.visionEncoder.featureWidth;
    const features = await Promise.all(
      hashes.map(async (one) => pooled(await local.encode(path.join(pictures, one)), width)),
    );
    const [first = new Float32Array(), ...rest] = features;
    const request = {
      folder: pictures,
      sought,
      others: [...others, 'f'.repeat(64)],
      features: path.join(folder, 'features', 'a.f32'),
      package: hash,
    };
    runtime = new RuntimeHost(spawn);
    await runtime.load(options);
    const reported: number[] = [];
    const found = await runtime.similarities(request, (done) => reported.push(done));
    const cosines = rest.map((feature) => Math.fround(cosine(first, feature)));
    expect([...found]).toEqual([...cosines, NaN]);
    expect(reported).toEqual([1, 2, 3, 4]);
    // What is known is not computed again, and found by either.
    const kept = fs.statSync(request.features).size;
    expect(await local.similarities(request, () => undefined)).toEqual(found);
    expect(fs.statSync(request.features).size).toBe(kept);

    const foreign = { ...request, features: `${request.features}2`, package: '0'.repeat(64) };
    await expect(runtime.similarities(foreign, () => undefined)).rejects.toThrow(/Another package/);
    const stopped = AbortSignal.abort();
    await expect(runtime.similarities(request, () => undefined, stopped)).rejects.toThrow(
      /stopped/,
    );
    await local.close();
  });
});
