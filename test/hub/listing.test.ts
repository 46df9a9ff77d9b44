import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RemoteFiles } from '../../electron/convert/recipes/preflight';
import { listRepository, searchModels } from '../../electron/hub/listing';
import { chosenEndpoint, DEFAULT_ENDPOINT } from '../../electron/hub/options';
import { readRange, remoteFiles } from '../../electron/hub/range';
import type { Fault } from './faults';
import { startMiniHub, type MiniHub } from './miniHub';
import { drawnBytes, fileOf, MODEL, optionsFor, refusalOf, TOKEN } from './setting';

const LARGE = drawnBytes(5_000_000);
const files = {
  'config.json': new TextEncoder().encode('{}'),
  'model.safetensors': LARGE,
  'unet/weights.bin': drawnBytes(20_000),
};

let hub: MiniHub;
/** Its tree has two entries on a page, and its models say no sizes of their files. */
let mirror: MiniHub;

beforeAll(async () => {
  const models = {
    [MODEL]: { files, licence: 'apache-2.0', gated: true },
    'someone/other': { files: {} },
  };
  hub = await startMiniHub(models, { token: TOKEN });
  mirror = await startMiniHub(models, { token: TOKEN, bare: true, pageSize: 2 });
});

afterAll(async () => {
  await hub.close();
  await mirror.close();
});

describe('a model that is listed', () => {
  // Catches a revision that is not pinned, the hash of a note that git keeps instead of a large file,
  // and pages of the tree that are left out.
  it('has its commit, sizes and hashes, from the hub and from a mirror', async () => {
    hub.set();
    const listing = await listRepository(optionsFor(hub), MODEL);
    expect(listing).toMatchObject({
      repository: MODEL,
      commit: hub.repository(MODEL).commit,
      gated: true,
      licence: 'apache-2.0',
    });
    expect(listing.files.map(({ path, size }) => [path, size])).toEqual(
      Object.entries(files).map(([path, { length }]) => [path, length]),
    );
    const hashes = listing.files.map(({ sha256, blobId }) => [sha256?.length, blobId?.length]);
    expect(hashes).toEqual([
      [undefined, 40],
      [64, undefined],
      [64, undefined],
    ]);
    expect(hub.requests).toHaveLength(1);

    expect(await listRepository(optionsFor(mirror), MODEL, 'refs/pr/1')).toEqual(listing);
    expect(mirror.requests.map(({ authorization }) => authorization)).toEqual(
      Array.from({ length: 3 }, () => `Bearer ${TOKEN}`),
    );
  });

  const refusals: readonly (readonly [name: string, fault: Fault, key: string])[] = [
    ['a page of another kind', { kind: 'garbage' }, 'hub.unreadable'],
    ['other JSON', { kind: 'garbage', value: '{"sha": 1}' }, 'hub.unreadable'],
    ['endless JSON', { kind: 'garbage', value: '['.repeat(33_000_000) }, 'hub.unreadable'],
    ['a size below nothing', { kind: 'listedSize', value: -1 }, 'hub.unreadable'],
    ['a size beyond measure', { kind: 'listedSize', value: 1e300 }, 'hub.unreadable'],
    ['half a hash', { kind: 'listedHash', value: 'abc' }, 'hub.unreadable'],
    ['401', { kind: 'status', value: 401 }, 'hub.unauthorised'],
    ['a licence', { kind: 'status', value: 403, code: 'GatedRepo' }, 'hub.gated'],
    ['404', { kind: 'status', value: 404 }, 'hub.repositoryMissing'],
    ['500', { kind: 'status', value: 500 }, 'hub.server'],
    ['requests for a minute', { kind: 'status', value: 429, retryAfter: '60' }, 'hub.tooMany'],
    ['no answer', { kind: 'silent' }, 'hub.stalled'],
    ['redirects', { kind: 'redirect' }, 'hub.redirects'],
    ...[
      '../x',
      '/etc/passwd',
      'a/../../x',
      'a//b',
      'C:x',
      'a\\b',
      'a\u0000b',
      'model.safetensors',
    ].map((value): [string, Fault, string] => [
      `the name ${JSON.stringify(value)}`,
      { kind: 'listedPath', value },
      'hub.unsafe',
    ]),
  ];

  // Catches a listing that writes outside of its folder, exhausts the memory or is half believed.
  it.each(refusals)('is refused: %s', async (_, fault, key) => {
    hub.set(fault);
    const refusal = await refusalOf(listRepository(optionsFor(hub), MODEL));
    expect(refusal.key).toBe(key);
    expect(refusal.message).not.toMatch(/[\p{Cc}]|\{\{/u);
  });

  // Catches a name that becomes another path of the hub, and is asked for before it is looked at.
  it('is asked for by a name and a revision alone', async () => {
    hub.set();
    for (const name of ['', 'name', 'a/b/c', '../b', 'a/..', 'a/b?x', 'a/b#', 'a/b.git', 'a /b']) {
      expect((await refusalOf(listRepository(optionsFor(hub), name))).key).toBe(
        'hub.repositoryName',
      );
    }
    for (const revision of ['', '../x', 'a b', 'a?b']) {
      const refusal = await refusalOf(listRepository(optionsFor(hub), MODEL, revision));
      expect(refusal.key).toBe('hub.revisionName');
    }
    expect(hub.requests).toHaveLength(0);
    expect((await refusalOf(listRepository(optionsFor(hub), MODEL, 'v9'))).key).toBe(
      'hub.revisionMissing',
    );
    expect((await refusalOf(listRepository(optionsFor(hub), 'no/body'))).key).toBe(
      'hub.repositoryMissing',
    );
  });
});

// Catches a search that is not bounded, and a licence that is lost.
it('models are found by a part of their name', async () => {
  hub.set();
  expect(await searchModels(optionsFor(hub), 'small', 5)).toEqual([
    {
      repository: MODEL,
      downloads: 12,
      likes: 3,
      licence: 'apache-2.0',
      gated: true,
      tags: ['safetensors', 'license:apache-2.0'],
    },
  ]);
  expect(await searchModels(optionsFor(hub), 'someone/', 1)).toHaveLength(1);
  expect(hub.requests[0]?.path).toMatch(/search=small&limit=5&.*expand=gated/);
});

describe('a piece of a file', () => {
  // Catches a piece that is off by one, and a file that is fetched whole for it.
  it('is read alone', async () => {
    const listing = await listRepository(optionsFor(hub), MODEL);
    const remote: RemoteFiles = remoteFiles(optionsFor(hub), listing);
    hub.set();
    expect(remote.sizes.get('model.safetensors')).toBe(LARGE.length);
    expect(await remote.read('model.safetensors', 8, 1000)).toEqual(
      Buffer.from(LARGE.slice(8, 1000)),
    );
    expect(await remote.read('config.json', 0, 2)).toEqual(Buffer.from('{}'));
    expect(await remote.read('config.json', 1, 1)).toEqual(new Uint8Array());
    expect(hub.requests.map(({ range }) => range)).toEqual([
      'bytes=8-999',
      'bytes=8-999',
      'bytes=0-1',
      'bytes=0-1',
    ]);
    expect((await refusalOf(remote.read('other', 0, 1))).key).toBe('hub.fileMissing');
    await expect(remote.read('config.json', 1, 3)).rejects.toThrow(RangeError);
    await expect(remote.read('config.json', -1, 1)).rejects.toThrow(RangeError);
  });

  const cases: readonly (readonly [string, readonly Fault[], string | undefined])[] = [
    ['the whole of a small file instead', [{ kind: 'rangeIgnored' }], undefined],
    ['broken off once', [{ kind: 'truncated', value: 10, times: 1 }], undefined],
    ['broken off always', [{ kind: 'truncated', value: 10 }], 'hub.truncated'],
    ['another piece', [{ kind: 'contentRange', value: 'bytes 0-9/20000' }], 'hub.differs'],
    ['more than asked for', [{ kind: 'chunked', value: 5 }], 'hub.differs'],
    ['another size', [{ kind: 'linkedSize', value: 7 }], 'hub.differs'],
  ];

  // Catches bytes of another place that are taken for those that were asked for.
  it.each(cases)('is whole or refused: %s', async (_, faults, key) => {
    hub.set();
    const listing = await listRepository(optionsFor(hub), MODEL);
    hub.set(...faults);
    const file = fileOf(listing, 'unet/weights.bin');
    const read = readRange(optionsFor(hub), listing, file, 100, 400);
    if (key === undefined) {
      expect(await read).toEqual(Buffer.from(files['unet/weights.bin'].slice(100, 400)));
    } else {
      expect((await refusalOf(read)).key).toBe(key);
    }
  });

  // Catches gigabytes that are read into memory for a header.
  it('is refused by a server that sends only the whole of a large file', async () => {
    hub.set();
    const listing = await listRepository(optionsFor(hub), MODEL);
    hub.set({ kind: 'rangeIgnored' });
    const file = fileOf(listing, 'model.safetensors');
    const refusal = await refusalOf(readRange(optionsFor(hub), listing, file, 0, 8));
    expect(refusal.key).toBe('hub.noRange');
  });
});

// Catches a mirror of the environment that wins over the person's own choice.
it('the hub is that of the settings, of the environment, or the public one', () => {
  const environment = { HF_ENDPOINT: 'https://mirror.example' };
  expect(chosenEndpoint('https://own.example', environment)).toBe('https://own.example');
  expect(chosenEndpoint(' ', environment)).toBe('https://mirror.example');
  expect(chosenEndpoint(undefined, {})).toBe(DEFAULT_ENDPOINT);
});
