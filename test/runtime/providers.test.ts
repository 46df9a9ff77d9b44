import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { computeOn, tryProvider } from '../../electron/runtime/probe';
import { offeredProviders, refusalFrom } from '../../electron/runtime/providers';

const ROOT = path.resolve(import.meta.dirname, '../..');

describe('a provider at its first use', () => {
  // Catches a comparison that refuses what is right.
  it('is taken when it computes what the CPU computes', async () => {
    const trial = await tryProvider('cpu');
    expect(trial).toEqual({ works: true, difference: 0 });
    expect(refusalFrom('webgpu', trial)).toBeUndefined();
  });

  // Catches a driver whose answers are wrong, and would be shown as pictures.
  it.each([
    ['a little off', (value: number) => value + 0.01],
    ['no numbers', () => NaN],
    ['without end', () => Infinity],
  ])('is refused with the reason when its answer is %s', async (_, wrong) => {
    const trial = await tryProvider('webgpu', async (provider) => {
      const right = await computeOn('cpu');
      return provider === 'cpu' ? right : right.map(wrong);
    });
    expect(trial.works).toBe(false);
    expect(refusalFrom('webgpu', trial)).toMatch(/^WebGPU computes something else than the CPU/);
  });

  it('is refused when its answer has another length', async () => {
    const trial = await tryProvider('cuda', async (provider) =>
      (await computeOn('cpu')).subarray(provider === 'cpu' ? 0 : 1),
    );
    expect(trial.works).toBe(false);
  });

  // Catches a provider that cannot be opened and is offered without a word.
  it('is refused with the reason when it does not open', async () => {
    const trial = await tryProvider('webgpu', (provider) =>
      provider === 'cpu' ? computeOn('cpu') : Promise.reject(new Error('no WebGPU adapter')),
    );
    expect(refusalFrom('webgpu', trial)).toBe('WebGPU found no graphics card');
  });

  it('is offered only where this build has it, the CPU always', async () => {
    const offered = await offeredProviders();
    expect(offered.at(-1)).toEqual({ provider: 'cpu', refusal: null });
    expect(offered.map(({ provider }) => provider)).not.toContain('coreml');
  });
});

describe('WebGPU on the software adapter of Electron', () => {
  // Catches a WebGPU path that opens but computes something else, without needing a graphics card.
  it('computes what the CPU computes', { timeout: 180_000 }, async () => {
    const known = path.join(ROOT, '.cache', 'electron', 'runtime.json');
    const { executable } = z
      .object({ executable: z.string() })
      .parse(JSON.parse(fs.readFileSync(known, 'utf8')));
    const electron = path.dirname(executable);
    const script = path.join(ROOT, 'test', 'runtime', 'webgpu.mjs');
    const graph = await computeOn('cpu');
    const { status, stdout, stderr } = spawnSync(process.execPath, [script], {
      encoding: 'utf8',
      env: {
        ...process.env,
        // The loader of Vulkan and its software adapter lie beside Electron's binary.
        LD_LIBRARY_PATH: electron,
        VK_ICD_FILENAMES: path.join(electron, 'vk_swiftshader_icd.json'),
      },
    });
    expect(stderr).not.toContain('Failed to get a WebGPU adapter');
    expect(status).toBe(0);
    const { difference, length } = z
      .object({ difference: z.number(), length: z.number() })
      .parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? ''));
    expect(length).toBe(graph.length);
    expect(difference).toBeLessThan(1e-5);
  });
});
