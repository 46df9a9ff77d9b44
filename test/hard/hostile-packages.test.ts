import fs from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { LocalRuntime } from '../../electron/runtime/local';
import { changeManifest, copyPackage, removeCopies, replaceFile } from '../runtime/copies';
import { ask, greedy, said } from '../runtime/requests';
import { tinyFolder } from '../runtime/reference';
import { graph, type Graph } from './onnx';
import { LIMIT, LONG, suite } from './suite';

afterEach(removeCopies);
const { dice, done } = suite('hostile-packages', 0, 0);
const runtime = new LocalRuntime();
const load = (folder: string) => runtime.load({ folder, provider: 'cpu', threads: 1 });

/** Weights that lie elsewhere: a file that is really there, whatever way the path is written. */
const outside = (location: string, offset = '0', length = '1536'): Graph => ({
  weights: [{ dims: [24, 16], external: { location, offset, length } }],
});
const noWeights = (dims: (number | bigint)[]): Graph => ({ weights: [{ dims }] });
const matMul = (a: string, b: string, out: string) => ({
  kind: 'MatMul',
  inputs: [a, b],
  outputs: [out],
});

const GRAPHS: readonly (readonly [string, Graph])[] = [
  ['weights above the folder', outside('../outside.bin')],
  ['weights far above the folder', outside('../../../../../../../../etc/services')],
  ['weights at an absolute path', outside('/etc/services')],
  ['weights behind a folder and back', outside('x/../../outside.bin')],
  ['weights by a backslash', outside('..\\outside.bin')],
  ['weights at an address', outside('file:///etc/services')],
  ['weights of a device', outside('/dev/zero')],
  ['weights of this process', outside('/proc/self/mem', '4096')],
  ['weights in a name of 5,000 letters', outside('w'.repeat(5000))],
  ['weights in no file', outside('')],
  ['weights behind a NUL', outside('outside.bin\0.onnx')],
  ['weights before the beginning', outside('../outside.bin', '-1')],
  ['weights far behind the end', outside('manifest.json', '9223372036854775807')],
  ['weights of a huge length', outside('manifest.json', '0', '9223372036854775807')],
  ['weights of 2^62 numbers', noWeights([2n ** 31n, 2n ** 31n])],
  ['weights of 2^63 numbers', noWeights([2n ** 62n, 2n])],
  ['weights of fewer than no numbers', noWeights([-24, 16])],
  ['weights without numbers', noWeights([24, 16])],
  ['weights with too few numbers', { weights: [{ dims: [24, 16], raw: Buffer.alloc(100) }] }],
  ['weights of no type', { weights: [{ dims: [24, 16], type: 99, raw: Buffer.alloc(1536) }] }],
  ['no weights', { weights: [] }],
  ['another input', { tokens: [16, 25] }],
  ['a huge input', { tokens: [2 ** 31 - 1, 24], condition: [2 ** 31 - 1, 16] }],
  ['an output that nothing makes', { nodes: [] }],
  [
    'a node of no kind',
    { nodes: [{ kind: 'Nothing', inputs: ['tokens'], outputs: ['condition'] }] },
  ],
  [
    'a node of a foreign library',
    { nodes: [{ kind: 'Run', domain: 'evil', inputs: ['tokens'], outputs: ['condition'] }] },
  ],
  ['a node in a circle', { nodes: [matMul('condition', 'w', 'condition')] }],
  [
    'nodes in a circle',
    { nodes: [matMul('b', 'w', 'a'), matMul('a', 'w', 'b'), matMul('tokens', 'w', 'condition')] },
  ],
  [
    'two nodes of one output',
    { nodes: [matMul('tokens', 'w', 'condition'), matMul('tokens', 'w', 'condition')] },
  ],
  [
    'a loop without a body',
    { nodes: [{ kind: 'Loop', inputs: ['', ''], outputs: ['condition'] }] },
  ],
  ['a choice without branches', { nodes: [{ kind: 'If', inputs: ['w'], outputs: ['condition'] }] }],
];

/** What a person gets in hands beside the graphs. */
const FOLDERS: readonly (readonly [string, (folder: string) => unknown])[] = [
  [
    'a manifest of 2 MB',
    (folder) => fs.appendFileSync(path.join(folder, 'manifest.json'), ' '.repeat(2 << 20)),
  ],
  [
    'a manifest that is deep',
    (folder) => fs.writeFileSync(path.join(folder, 'manifest.json'), '['.repeat(100_000)),
  ],
  [
    'a manifest that is a folder',
    (folder) => {
      fs.rmSync(path.join(folder, 'manifest.json'));
      fs.mkdirSync(path.join(folder, 'manifest.json'));
    },
  ],
  [
    'a manifest that is a link',
    (folder) => {
      fs.renameSync(path.join(folder, 'manifest.json'), path.join(folder, '../elsewhere.json'));
      fs.symlinkSync('../elsewhere.json', path.join(folder, 'manifest.json'));
    },
  ],
  ['a link in a circle', (folder) => fs.symlinkSync('.', path.join(folder, 'again'))],
  ['a graph of no bytes', (folder) => replaceFile(folder, 'encoder.onnx', Buffer.alloc(0))],
  [
    'a tokenizer of deep JSON',
    (folder) => replaceFile(folder, 'tokenizer.json', Buffer.from('['.repeat(100_000))),
  ],
  [
    'a template that runs for ever',
    (folder) =>
      changeManifest(folder, (manifest) => {
        Object.assign(manifest.languageModel, { vocabulary: 1e15 });
      }),
  ],
];

async function expectRefused(what: string, folder: string): Promise<void> {
  const error: unknown = await load(folder).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect([what, error]).toEqual([what, expect.objectContaining({ code: 'package' })]);
}

describe('packages that mean harm', () => {
  // Fault: a file outside of the package that is read, memory that fills, a process that ends.
  it(
    'are refused, one fault each, and a good one is loaded after them',
    async () => {
      let cases = 0;
      for (const [what, harm] of GRAPHS) {
        const folder = await copyPackage('embedded-like');
        fs.writeFileSync(path.join(folder, '../outside.bin'), Buffer.alloc(24 * 16 * 4));
        await replaceFile(folder, 'adapter.onnx', graph(harm));
        await expectRefused(what, folder);
        cases += 1;
      }
      for (const [what, harm] of FOLDERS) {
        const folder = await copyPackage('embedded-like');
        await harm(folder);
        await expectRefused(what, folder);
        cases += 1;
      }
      // Fault: a reader of graphs that crashes at a byte it does not expect.
      let taken = 0;
      for (let round = 0; round < (LONG ? 200 : 10); round += 1) {
        const folder = await copyPackage('embedded-like');
        const name = dice.of(['adapter.onnx', 'encoder.onnx', 'decoder.onnx', 'language.onnx']);
        const bytes = fs.readFileSync(path.join(folder, name));
        for (let flips = 1 + dice.below(8); flips > 0; flips -= 1) {
          bytes[dice.below(bytes.length)] = dice.below(256);
        }
        const cut = dice.share() < 0.2 ? bytes.subarray(0, dice.below(bytes.length)) : bytes;
        await replaceFile(folder, name, cut);
        const error: unknown = await load(folder).then(
          () => undefined,
          (thrown: unknown) => thrown,
        );
        // A changed weight is a weight; all else is refused with a sentence.
        if (error === undefined) taken += 1;
        else expect(error).toMatchObject({ name: 'AppError', code: 'package' });
        cases += 1;
      }
      await load(tinyFolder('embedded-like'));
      await runtime.close();
      done(cases, `${taken} of them only changed weights, and were taken`);
    },
    LIMIT,
  );

  // Fault: shapes that are only said, and numbers that are read where there are none.
  it('fail with a sentence where what they say is seen only when they run', async () => {
    const folder = await copyPackage('embedded-like');
    const weights = [{ dims: [24, 8], raw: Buffer.alloc(768) }];
    await replaceFile(folder, 'adapter.onnx', graph({ weights }));
    await load(folder);
    const drawing = ask(runtime, greedy([said('user', 'Generate an image of a red umbrella.')]));
    await expect(drawing).rejects.toMatchObject({ name: 'AppError', code: 'worker' });
    await runtime.close();
  });

  // Fault: a hand-made graph that is refused for the way it was made, which would make all of it empty.
  it('are like a good one but for their fault', async () => {
    const folder = await copyPackage('embedded-like');
    await replaceFile(folder, 'adapter.onnx', graph({}));
    await expect(load(folder)).resolves.toMatchObject({ provider: 'cpu' });
    await runtime.close();
  });
});
