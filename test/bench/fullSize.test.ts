import { build } from 'esbuild';
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { measureFullSize } from '../../electron/bench/fullSize/fullSize';
import { ggufBytes, ggufTensors, writeGguf } from '../../electron/bench/fullSize/gguf';
import { publicationOf } from '../../electron/bench/fullSize/models';
import { FULL_SIZE, janusModel, metaMorphModel } from '../../electron/bench/fullSize/published';
import { BenchError, FULL_SIZE_NAMES, readOptions } from '../../electron/bench/options';
import { replaceBetweenMarkers } from '../../electron/bench/table';
import { readSkeletons } from '../../electron/convert/onnx/skeleton';
import { expected, FIXTURES, freshFolder } from '../convert/made';
import type { JanusCase, MetaMorphCase } from '../convert/recipes/models';

const ROOT = path.resolve(import.meta.dirname, '../..');
const bundles = path.join(ROOT, '.cache', `full-size-test-${process.pid}`);
const bundled = (name: string): string => path.join(bundles, `${name}.mjs`);

beforeAll(async () => {
  await build({
    entryPoints: {
      worker: path.join(ROOT, 'electron/convert/weights/worker.ts'),
      child: path.join(ROOT, 'electron/bench/fullSize/child.ts'),
    },
    outdir: bundles,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['onnxruntime-node', 'sharp'],
    banner: {
      js: "import { createRequire as r } from 'node:module'; const require = r(import.meta.url);",
    },
  });
});

afterAll(() => {
  fs.rmSync(bundles, { recursive: true, force: true });
});

const janus = expected<JanusCase>('janus');
const metaMorph = expected<MetaMorphCase>('metamorph');
const tinyModels = [
  janusModel('tiny-janus', 'A tiny Janus', janus.config),
  metaMorphModel(
    'tiny-metamorph',
    'A tiny MetaMorph',
    {
      main: metaMorph.config,
      encoder: { ...metaMorph.visionConfig },
      denoiser: { ...metaMorph.unetConfig },
      latent: { ...metaMorph.vaeConfig },
      adapter: { ...metaMorph.adapterConfig },
    },
    { hidden: 64, vision: 64 },
  ),
];

describe('a measuring of full size', () => {
  // Catches a command that rots: names that the recipe does not read, a package that cannot be loaded,
  // a process that answers nothing, rows that lack numbers, and files that are left behind.
  it.each(tinyModels)('goes from $name to a table', { timeout: 120_000 }, async (model) => {
    const folder = freshFolder();
    const kept = path.join(folder, 'kept');
    const figures = await measureFullSize(model, {
      executable: process.execPath,
      script: bundled('child'),
      files: { worker: bundled('worker'), skeletons: path.join(FIXTURES, 'skeletons') },
      threads: 1,
      effort: { rounds: 1, steps: 2, contexts: [8, 24] },
      peer: undefined,
      keep: kept,
      shard: 50_000,
      say: () => undefined,
    });
    const rows = new Map(figures.map(({ name, value }) => [name, value]));
    expect(figures.filter(({ value }) => /NaN|Infinity|undefined/.test(value))).toEqual([]);
    expect(rows.get('a step of two sequences after 24')).toMatch(/^[\d.]+ ms$/);
    expect(rows.get('a step of one sequence after 8, against llama.cpp Q4_0')).toContain(
      'left out',
    );
    const drawn = [...rows.keys()].filter((name) => name.startsWith('a picture of'));
    expect(drawn).toHaveLength(model.name === 'tiny-janus' ? 1 : 0);
    const [made = ''] = fs.readdirSync(kept);
    const files = fs.readdirSync(path.join(kept, made, 'checkpoint'));
    expect(
      files.filter((name) => /^model-\d+-of-\d+\.safetensors$/.test(name)).length,
    ).toBeGreaterThan(1);
  });

  // Catches shapes that no recipe or skeleton of the program fits, and sizes that are not the true ones.
  it('knows the published shapes', async () => {
    const skeletons = await readSkeletons(path.join(ROOT, 'electron/convert/skeletons'));
    const sizes = FULL_SIZE.map((model) => publicationOf(model, skeletons, 4).bytes.source / 1e9);
    expect(FULL_SIZE.map(({ name }) => name)).toEqual([...FULL_SIZE_NAMES]);
    expect(sizes[0]).toBeCloseTo(4.1, 0);
    expect(sizes[1]).toBeCloseTo(19, 0);
  });

  // Catches hours of measuring whose table then has no place to go.
  it('has a place for the table of each model', () => {
    const page = fs.readFileSync(path.join(ROOT, 'docs', 'full-size.md'), 'utf8');
    for (const name of FULL_SIZE_NAMES) {
      const command = `npm run bench -- --full-size ${name}`;
      expect(replaceBetweenMarkers(page, 'new', command)).toContain('\n\nnew\n\n');
    }
  });

  // Catches a model that is misread as an option of the other benchmarks, and a stray word that is
  // taken for none.
  it('is asked for by its options', () => {
    const read = (...args: string[]) => readOptions(args, '/here', '/root')?.fullSize;
    expect(read()).toBeUndefined();
    expect(read('--full-size')).toEqual({ model: 'janus-1b', keep: undefined });
    expect(read('--full-size', 'llama-8b', '--keep', 'x')).toEqual({
      model: 'llama-8b',
      keep: path.resolve('/here', 'x'),
    });
    expect(() => read('--full-size', 'gpt')).toThrow('janus-1b, llama-8b');
    expect(() => read('janus-1b')).toThrow(BenchError);
    expect(() => read('--keep', 'x')).toThrow('--full-size');
  });
});

describe('weights for llama.cpp', () => {
  // Catches a header whose places are not those of the tensors, which llama.cpp refuses.
  it('fill their file to the end', async () => {
    const file = path.join(freshFolder(), 'tiny.gguf');
    const shape = publicationOf(
      tinyModels[0] as (typeof tinyModels)[number],
      await readSkeletons(path.join(FIXTURES, 'skeletons')),
      4,
    ).description.language;
    await writeGguf(file, shape);
    const bytes = fs.readFileSync(file);
    expect(bytes.toString('latin1', 0, 4)).toBe('GGUF');
    const tensors = ggufTensors(shape);
    expect(Number(bytes.readBigUInt64LE(8))).toBe(tensors.length);
    const last = tensors.at(-1);
    const at = bytes.lastIndexOf(Buffer.from('output.weight')) + 'output.weight'.length;
    const offset = Number(bytes.readBigUInt64LE(at + 4 + 16 + 4));
    const data = bytes.length - Math.ceil((last ? ggufBytes(last) : 0) / 32) * 32;
    expect((data - offset) % 32).toBe(0);
    const sum = tensors
      .slice(0, -1)
      .reduce((all, one) => all + Math.ceil(ggufBytes(one) / 32) * 32, 0);
    expect(offset).toBe(sum);
    expect(bytes.readUInt16LE(data)).toBeGreaterThan(0);
  });
});
