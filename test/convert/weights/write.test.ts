import { build } from 'esbuild';
import { fork } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCheckpoint } from '../../../electron/convert/checkpoint/open';
import { DataFile } from '../../../electron/convert/onnx/dataFile';
import { planWeights, writtenBytes, type Plan } from '../../../electron/convert/weights/plan';
import { hashFile, identifySources } from '../../../electron/convert/weights/sources';
import { writeWeights } from '../../../electron/convert/weights/write';
import { drawn, freshFolder, made, refusalOf, writtenCheckpoint, type Made } from '../made';
import { layOut } from './layOut';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const bundles = path.join(ROOT, '.cache', `convert-test-${process.pid}`);
const bundled = (name: string): string => path.join(bundles, `${name}.mjs`);

beforeAll(async () => {
  await build({
    entryPoints: {
      worker: path.join(ROOT, 'electron/convert/weights/worker.ts'),
      child: path.join(import.meta.dirname, 'child.ts'),
    },
    outdir: bundles,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    banner: {
      js: "import { createRequire as r } from 'node:module'; const require = r(import.meta.url);",
    },
  });
});

afterAll(() => {
  fs.rmSync(bundles, { recursive: true, force: true });
});

/** Matrices of several kinds; `other` makes other numbers of the same shapes. */
function checkpoint(other = ''): string {
  const tensors: Record<string, Made> = {};
  for (let index = 0; index < 40; index += 1) {
    const shape = [128 + 64 * (index % 3), 96 + 32 * (index % 4)];
    const numbers = drawn(`${index}${other}`, shape);
    tensors[`layers.${index}`] = made(numbers, shape, index % 2 ? 'BF16' : 'F32');
  }
  return writtenCheckpoint(tensors, {});
}

async function planned(source: string, slab?: number): Promise<Plan> {
  const { tensors, files } = await openCheckpoint(source);
  const data = new DataFile('weights.bin');
  layOut(data, tensors);
  return planWeights([data], tensors, await identifySources(files), slab);
}

const sha = (folder: string): Promise<string> => hashFile(path.join(folder, 'weights.bin'));

/** How often a conversion is killed; `CONVERT_KILLS` asks for more. */
const KILLS = Number(process.env.CONVERT_KILLS ?? 5);

describe('weights that are written', () => {
  /** Writes in a process of its own, killed at the given message; its last words, if it has any. */
  function killedAt(source: string, folder: string, message: number): Promise<string | undefined> {
    const child = fork(bundled('child'), [source, folder, bundled('worker')]);
    let heard = 0;
    let sha256: string | undefined;
    child.on('message', (said: { sha256?: string }) => {
      heard += 1;
      if (heard === message) child.kill('SIGKILL');
      sha256 ??= said.sha256;
    });
    return new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('exit', (code, signal) => {
        if (code === 0 || signal === 'SIGKILL') resolve(sha256);
        else reject(new Error(`The child ended with ${code}.`));
      });
    });
  }

  // Catches a line of the journal that comes before its data, a half line that is believed, a task
  // that is left out or written elsewhere after a kill.
  it(
    `are the same bytes after ${KILLS} kills at any moment`,
    { timeout: 60_000 + KILLS * 20_000 },
    async () => {
      const source = checkpoint();
      const whole = freshFolder();
      await writeWeights({ plan: await planned(source), folder: whole });
      const wanted = await sha(whole);
      let folder = freshFolder();
      let said: string | undefined;
      for (let kill = 0; kill < KILLS; kill += 1) {
        said = await killedAt(source, folder, 1 + Math.floor(Math.random() * 20));
        // One that came through was killed too late: the next begins anew.
        if (said !== undefined) {
          expect(said).toBe(wanted);
          folder = freshFolder();
        }
      }
      expect(await killedAt(source, folder, Infinity)).toBe(wanted);
      expect(await sha(folder)).toBe(wanted);
    },
  );

  /** Writes until about half is done; gives what the refusal says and how much was done. */
  async function stopped(plan: Plan, folder: string): Promise<{ words: string; most: number }> {
    const stop = new AbortController();
    let most = 0;
    const words = await refusalOf(() =>
      writeWeights({
        plan,
        folder,
        signal: stop.signal,
        progress: (done, total) => {
          most = done;
          if (done > total / 2) stop.abort();
        },
      }),
    );
    return { words, most };
  }

  /** Bytes that are there already when a plan is begun. */
  async function begins(plan: Plan, folder: string): Promise<number> {
    const heard: number[] = [];
    await writeWeights({ plan, folder, progress: (done) => void heard.push(done) });
    return heard[0] ?? NaN;
  }

  // Catches a stop that throws away what is done, or that ends with half of a file taken for whole.
  it('go on after a stop', async () => {
    const plan = await planned(checkpoint());
    const [folder, whole] = [freshFolder(), freshFolder()];
    const { words, most } = await stopped(plan, folder);
    expect(words).toMatch(/was stopped/);
    const total = plan.tasks.reduce((sum, task) => sum + writtenBytes(task), 0);
    expect(most).toBeLessThan(total);
    expect(await begins(plan, folder)).toBe(most);
    await writeWeights({ plan, folder: whole });
    expect(await sha(folder)).toBe(await sha(whole));
  });

  // Catches a data file of two models: the journal of one checkpoint believed for another.
  it('are begun anew for other numbers of the same shapes', async () => {
    const [folder, whole] = [freshFolder(), freshFolder()];
    await stopped(await planned(checkpoint()), folder);
    const other = await planned(checkpoint('other'));
    expect(await begins(other, folder)).toBe(0);
    await writeWeights({ plan: other, folder: whole });
    expect(await sha(folder)).toBe(await sha(whole));
  });

  // Catches a journal that is believed though the data were harmed since.
  it('are written again where the data are not as noted', async () => {
    const plan = await planned(checkpoint());
    const [folder, whole] = [freshFolder(), freshFolder()];
    const { most } = await stopped(plan, folder);
    const file = path.join(folder, 'weights.bin');
    const bytes = fs.readFileSync(file);
    bytes[10] = (bytes[10] ?? 0) ^ 1;
    fs.writeFileSync(file, bytes);
    expect(await begins(plan, folder)).toBeLessThan(most);
    await writeWeights({ plan, folder: whole });
    expect(await sha(folder)).toBe(await sha(whole));
  });

  // Catches a disk that is filled before the person knows that it is too small.
  it('are refused without room, and nothing is written', async () => {
    const folder = freshFolder();
    const plan = await planned(checkpoint());
    const words = await refusalOf(() =>
      writeWeights({ plan, folder, free: () => Promise.resolve(1e8) }),
    );
    expect(words).toMatch(/needs 0\.3 GB of free disk space, and there are 0\.1 GB/);
    expect(fs.existsSync(path.join(folder, 'weights.bin'))).toBe(false);
  });

  // Catches rows of a large matrix that are laid where its first ones belong.
  it('are the same bytes however they are cut', async () => {
    const source = checkpoint();
    const [whole, cut] = [freshFolder(), freshFolder()];
    await writeWeights({ plan: await planned(source), folder: whole });
    await writeWeights({ plan: await planned(source, 1000), folder: cut });
    expect(await sha(cut)).toBe(await sha(whole));
  });

  // Catches weights of two versions of a file in one model.
  it('are refused when a source changes meanwhile', async () => {
    const source = checkpoint();
    const plan = await planned(source);
    const file = path.join(source, 'model.safetensors');
    const progress = (done: number): void => {
      if (done > 0) fs.utimesSync(file, 1, 1);
    };
    const words = await refusalOf(() => writeWeights({ plan, folder: freshFolder(), progress }));
    expect(words).toMatch(/model\.safetensors was changed/);
    const cut = await planned(checkpoint());
    fs.truncateSync(cut.sources[0]?.path ?? '', 5000);
    expect(await refusalOf(() => writeWeights({ plan: cut, folder: freshFolder() }))).toMatch(
      /was changed/,
    );
  });

  // Catches weights of a part of another size that are laid into the places of the right ones.
  it('are refused for a missing tensor, another shape or another kind of numbers', async () => {
    const { tensors, files } = await openCheckpoint(checkpoint());
    const sources = await identifySources(files);
    const plan = (name: string, shape: number[], from = tensors): Plan => {
      const data = new DataFile('weights.bin');
      data.floats([{ name, shape }], 'fp32', (shape[0] ?? 1) * (shape[1] ?? 1));
      return planWeights([data], from, sources);
    };
    expect(await refusalOf(() => plan('none', [1, 1]))).toMatch(/has no tensor none/);
    expect(await refusalOf(() => plan('layers.0', [96, 128]))).toMatch(
      /layers\.0 has the shape \[128, 96\] instead of \[96, 128\]/,
    );
    const first = tensors.get('layers.0');
    const whole = new Map(first && [['layers.0', { ...first, dtype: 'I32' as const }]]);
    expect(await refusalOf(() => plan('layers.0', [128, 96], whole))).toMatch(/of the kind I32/);
  });
});
