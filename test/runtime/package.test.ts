import { link, mkdir, readFile, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { LocalRuntime } from '../../electron/runtime/local';
import { openPackage } from '../../electron/runtime/package';
import { changeManifest, copyPackage, emptyFolder, removeCopies, replaceFile } from './copies';
import { TINY, tinyFolder } from './reference';

afterEach(removeCopies);

/** Changes a copy of a package and expects that it is refused with these words. */
async function refused(change: (folder: string) => Promise<unknown>, words: string): Promise<void> {
  const folder = await copyPackage('embedded-like');
  await change(folder);
  await expect(openPackage(folder)).rejects.toMatchObject({
    name: 'AppError',
    code: 'package',
    message: expect.stringContaining(words) as string,
  });
}

describe('a package', () => {
  // Catches checks that refuse what is whole, and a name that is not the manifest's hash.
  it.each(TINY)('opens when it is whole: %s', async (name) => {
    const opened = await openPackage(tinyFolder(name));
    expect(opened.hash).toMatch(/^[0-9a-f]{64}$/);
    const again = await copyPackage(name);
    expect((await openPackage(again)).hash).toBe(opened.hash);
    await changeManifest(again, (manifest) => ({ ...manifest, version: 'other' }));
    expect((await openPackage(again)).hash).not.toBe(opened.hash);
  });

  // Catches a file whose content was changed and whose size was not.
  it('is refused when a file has another hash', () =>
    refused(async (folder) => {
      const file = path.join(folder, 'decoder.onnx');
      const bytes = await readFile(file);
      bytes[100] = (bytes[100] ?? 0) ^ 1;
      await writeFile(file, bytes);
    }, 'decoder.onnx is damaged'));

  // Catches a flipped bit of the manifest, which vouches for all files and is vouched for by its folder's name.
  it('is refused when its folder is named by another manifest', async () => {
    const folder = await copyPackage('embedded-like');
    const { hash } = await openPackage(folder);
    const named = path.join(path.dirname(folder), hash);
    await rename(folder, named);
    await openPackage(named);
    await changeManifest(named, (manifest) => ({ ...manifest, version: 'other' }));
    await expect(openPackage(named)).rejects.toThrow('manifest.json is damaged');
  });

  // Catches a download that broke off.
  it('is refused when a file is cut short', () =>
    refused((folder) => truncate(path.join(folder, 'encoder.onnx'), 100), 'has 100 bytes instead'));

  it('is refused when a file is missing', () =>
    refused(
      (folder) => rm(path.join(folder, 'adapter.onnx')),
      'adapter.onnx of this package is missing',
    ));

  // Catches content that is smuggled in beside what the manifest vouches for.
  it('is refused when a file is not listed', () =>
    refused((folder) => writeFile(path.join(folder, 'more.bin'), 'x'), 'more.bin is not in the'));

  it('is refused when a file in a folder is not listed', () =>
    refused(async (folder) => {
      await mkdir(path.join(folder, 'deep/er'), { recursive: true });
      await writeFile(path.join(folder, 'deep/er/more.bin'), 'x');
    }, 'deep/er/more.bin is not in the'));

  // Catches a link that leads out of the folder, to a file of the right content.
  it('is refused when a file is a symbolic link', () =>
    refused(async (folder) => {
      const outside = path.join(await emptyFolder(), 'outside.onnx');
      await rename(path.join(folder, 'encoder.onnx'), outside);
      await symlink(outside, path.join(folder, 'encoder.onnx'));
    }, 'encoder.onnx is a link'));

  it('is refused when a folder in it is a symbolic link', () =>
    refused(
      async (folder) => symlink(await emptyFolder(), path.join(folder, 'deep')),
      'deep is a link',
    ));

  // Catches a file that somebody else can change under another name.
  it('is refused when a file is a hard link', () =>
    refused(
      async (folder) =>
        link(path.join(folder, 'encoder.onnx'), path.join(await emptyFolder(), 'other.onnx')),
      'hard link',
    ));

  // Catches paths that lead out of the folder, in every spelling.
  it.each([
    '../outside.onnx',
    '/etc/hostname',
    'a/../../b',
    'C:\\x',
    '.hidden',
    'a//b',
    'a\u0000b',
  ])('is refused when a path leads outside: %s', (file) =>
    refused(
      (folder) =>
        changeManifest(folder, (manifest) => {
          manifest.files.push({ path: file, size: 1, sha256: '0'.repeat(64) });
        }),
      'wrong at files.',
    ),
  );

  it('is refused when a graph that it uses is not listed', () =>
    refused(
      (folder) =>
        changeManifest(folder, (manifest) => {
          manifest.visionEncoder.graph = 'elsewhere.onnx';
        }),
      'uses elsewhere.onnx but does not list it',
    ));

  it('is refused when a file is listed twice', () =>
    refused(
      (folder) => changeManifest(folder, (manifest) => void manifest.files.push(...manifest.files)),
      'twice',
    ));

  it('is refused when the manifest is no JSON', () =>
    refused((folder) => writeFile(path.join(folder, 'manifest.json'), '{'), 'is not JSON'));

  // Catches a newer format that is read as if it were this one.
  it('is refused when it comes from the future', () =>
    refused(
      (folder) => changeManifest(folder, (manifest) => ({ ...manifest, format: 3 })),
      'update the program',
    ));

  it('is refused when the manifest has a key that is not known', () =>
    refused(
      (folder) => changeManifest(folder, (manifest) => ({ ...manifest, surprise: 1 })),
      'manifest.json of this package is wrong',
    ));

  // Catches numbers that only go wrong together, in the middle of an answer.
  it('is refused when its numbers do not fit together', async () => {
    await refused(
      (folder) =>
        changeManifest(folder, (manifest) => {
          manifest.languageModel.imageStartId = 100_000;
        }),
      'outside the vocabulary',
    );
    await refused(
      (folder) =>
        changeManifest(folder, (manifest) => {
          manifest.visionEncoder.grid = 5;
        }),
      'visualTokens is not grid times grid',
    );
    await refused(
      (folder) =>
        changeManifest(folder, (manifest) => {
          manifest.languageModel.imageEndId = manifest.languageModel.imageStartId;
        }),
      'two token ids are the same',
    );
  });

  it('is refused when there is none', async () => {
    const folder = await emptyFolder();
    await expect(openPackage(folder)).rejects.toThrow('has no manifest.json');
    await expect(openPackage(path.join(folder, 'nothing'))).rejects.toThrow('There is no package');
  });
});

/** An adapter graph of the right shape whose weights lie in `../outside.bin`. */
const READS_OUTSIDE = [
  'CAg6oAEKHgoGdG9rZW5zCgF3Egljb25kaXRpb24iBk1hdE11bBIBZypECBgIEBABQgF3ahoKCGxvY2F0aW9uEg4u',
  'Li9vdXRzaWRlLmJpbmoLCgZvZmZzZXQSATBqDgoGbGVuZ3RoEgQxNTM2cAFaGAoGdG9rZW5zEg4KDAgBEggKAggQ',
  'CgIIGGIbCgljb25kaXRpb24SDgoMCAESCAoCCBAKAggQQgQKABAS',
].join('');

describe('loading', () => {
  const runtime = new LocalRuntime();
  const load = (folder: string, signal?: AbortSignal) =>
    runtime.load({ folder, provider: 'cpu', threads: 1 }, signal);

  // Catches a graph of another model that would fail, or mislead, in the middle of an answer.
  it('refuses a graph of another shape', async () => {
    const graphs = ['language', 'encoder', 'adapter', 'denoiser', 'decoder'];
    for (const graph of graphs) {
      const folder = await copyPackage('embedded-like');
      const other = await readFile(path.join(tinyFolder('full-like'), `${graph}.onnx`));
      await replaceFile(folder, `${graph}.onnx`, other);
      await expect(load(folder)).rejects.toMatchObject({
        code: 'package',
        message: expect.stringContaining(
          `The ${graph} graph of this package is not what`,
        ) as string,
      });
    }
  });

  // Catches a graph whose weights are read from a file outside of the package.
  it('refuses a graph that reads outside of its folder', async () => {
    const folder = await copyPackage('embedded-like');
    await writeFile(path.join(folder, '../outside.bin'), new Uint8Array(24 * 16 * 4));
    await replaceFile(folder, 'adapter.onnx', Buffer.from(READS_OUTSIDE, 'base64'));
    await expect(load(folder)).rejects.toThrow('adapter graph of this package cannot be opened');
  });

  it('refuses a graph that is no graph', async () => {
    const folder = await copyPackage('embedded-like');
    await replaceFile(folder, 'language.onnx', Buffer.from('not a graph'));
    await expect(load(folder)).rejects.toThrow(
      'The language graph of this package cannot be opened',
    );
  });

  it('refuses a tokenizer that is none', async () => {
    const folder = await copyPackage('embedded-like');
    await replaceFile(folder, 'tokenizer.json', Buffer.from('[]]'));
    await expect(load(folder)).rejects.toThrow('The tokenizer of this package cannot be read');
  });

  // Catches a stop of the loading that is not heard.
  it('stops when it is told to', async () => {
    const controller = new AbortController();
    const loading = load(tinyFolder('full-like'), controller.signal);
    setImmediate(() => controller.abort());
    await expect(loading).rejects.toMatchObject({ code: 'cancelled' });
  });

  // Catches a provider that is replaced without a word.
  it('says what was asked for, what is used and why', async () => {
    const load = async (provider: 'cuda' | 'cpu' | 'dml') =>
      runtime.load({ folder: tinyFolder('embedded-like'), provider, threads: 1 });
    expect((await load('cpu')).providerReason).toContain('because it was asked for');
    const { provider, providerReason } = await load('dml');
    expect(provider).toBe(process.platform === 'win32' ? 'dml' : 'cpu');
    expect(providerReason).toContain('DirectML');
    await runtime.close();
  });
});
