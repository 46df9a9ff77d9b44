import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setLanguage } from '../../shared/i18n/translate';
import type { HubKey } from '../../electron/hub/error';
import { fetchFile, type FetchWork } from '../../electron/hub/fetch';
import { listRepository, type Listing } from '../../electron/hub/listing';
import type { HubOptions } from '../../electron/hub/options';
import type { Fault } from './faults';
import { startMiniHub, type MiniHub } from './miniHub';
import { drawnBytes, fileOf, filesIn, freshFolder, MODEL, optionsFor } from './setting';
import { refusalOf, sha256, TOKEN } from './setting';

const LARGE = 'model.safetensors';
const SIZE = 300_000;
const files: Record<string, Uint8Array> = {
  [LARGE]: drawnBytes(SIZE),
  'config.json': new TextEncoder().encode('{"model_type": "small"}'),
  'empty.txt': new Uint8Array(),
  'unet/größe 1#?.json': new TextEncoder().encode('[1, 2, 3]'),
};

let hub: MiniHub;
let listing: Listing;

beforeAll(async () => {
  hub = await startMiniHub({ [MODEL]: { files } }, { token: TOKEN });
  listing = await listRepository(optionsFor(hub), MODEL);
});

afterAll(() => hub.close());

const at = (host: 'hub' | 'storage'): RegExp => new RegExp(`^${host}:`);
const repeated = (kind: Fault['kind'], value: number, times: number): Fault => ({
  kind,
  value,
  times,
});

interface Case {
  readonly name: string;
  readonly faults?: readonly Fault[];
  readonly file?: string;
  readonly options?: Partial<HubOptions>;
  readonly work?: FetchWork;
  /** What lies in the folder before. */
  readonly before?: Readonly<Record<string, string | Uint8Array>>;
  /** Ranges that are asked of the host that sends the bytes. */
  readonly ranges?: readonly (string | undefined)[];
  readonly requests?: number;
}

interface Refused extends Case {
  readonly key: HubKey;
  /** A word that the sentence must hold. */
  readonly says?: RegExp;
  /** Bytes that are kept for the next try; without it nothing may stay. */
  readonly kept?: number | 'some';
}

const note = (kept: number, digest = `sha256:${sha256(drawnBytes(SIZE))}`): string =>
  JSON.stringify({ repository: MODEL, commit: '0'.repeat(40), digest, size: SIZE, kept });

const WHOLE: readonly Case[] = [
  { name: 'a large file', ranges: [undefined], requests: 2 },
  { name: 'a small file', file: 'config.json', requests: 2 },
  { name: 'an empty file', file: 'empty.txt', requests: 0 },
  { name: 'a file with a name that has to be encoded', file: 'unet/größe 1#?.json' },
  {
    name: 'broken off once',
    faults: [repeated('truncated', 70_000, 1)],
    ranges: [undefined, 'bytes=70000-'],
  },
  {
    name: 'broken off twice',
    faults: [repeated('truncated', 70_000, 2)],
    ranges: [undefined, 'bytes=70000-', 'bytes=140000-'],
  },
  {
    name: 'ended early without a length',
    faults: [repeated('truncated', 70_000, 1), { kind: 'chunked', times: 1 }],
    ranges: [undefined, 'bytes=70000-'],
  },
  { name: 'a fault of the hub', faults: [{ kind: 'status', value: 500, times: 1 }] },
  { name: 'two faults of the hub', faults: [{ kind: 'status', value: 503, times: 2 }] },
  {
    name: 'too many requests, wait 0 s',
    faults: [{ kind: 'status', value: 429, retryAfter: '0', times: 1 }],
  },
  {
    name: 'too many requests, wait until a day that is over',
    faults: [{ kind: 'status', value: 429, retryAfter: 'Wed, 21 Oct 2015 07:28:00 GMT', times: 1 }],
  },
  {
    name: 'too many requests at the storage',
    faults: [{ kind: 'status', value: 429, times: 1, on: at('storage') }],
  },
  { name: 'a connection that ends at the hub', faults: [{ kind: 'dropped', times: 1 }] },
  {
    name: 'a connection that ends at the storage',
    faults: [{ kind: 'dropped', times: 1, on: at('storage') }],
  },
  {
    name: 'a stall in the middle',
    faults: [repeated('stalled', 90_000, 1)],
    ranges: [undefined, 'bytes=90000-'],
  },
  { name: 'no answer once', faults: [{ kind: 'silent', times: 1 }] },
  {
    name: 'slow, but never without a byte for long',
    faults: [repeated('slow', 100, 1)],
    requests: 2,
  },
  {
    name: 'the whole instead of the rest',
    faults: [repeated('truncated', 70_000, 1), { kind: 'rangeIgnored' }],
    ranges: [undefined, 'bytes=70000-'],
  },
  {
    name: 'another file after a break',
    faults: [
      { kind: 'etag', value: 'old', times: 1 },
      { kind: 'truncated', value: 70_000, times: 1 },
    ],
    ranges: [undefined, 'bytes=70000-', undefined],
  },
  {
    name: 'a rest that is not there after a break',
    faults: [
      repeated('truncated', 70_000, 1),
      { kind: 'status', value: 416, times: 1, on: at('storage'), skip: 1 },
    ],
    ranges: [undefined, 'bytes=70000-', undefined],
  },
  {
    name: 'a signature of the storage that ran out',
    faults: [{ kind: 'status', value: 403, times: 1, on: at('storage') }],
  },
  {
    name: 'a storage that does not have it yet',
    faults: [{ kind: 'status', value: 404, times: 1, on: at('storage') }],
  },
  { name: 'no length', faults: [{ kind: 'chunked' }] },
  {
    name: 'kept of an earlier try',
    before: { '.part': drawnBytes(SIZE).subarray(0, 80_000), '.part.json': note(80_000) },
    ranges: ['bytes=80000-'],
  },
  {
    name: 'kept of an earlier try, of which less is safe',
    before: {
      '.part': Buffer.concat([drawnBytes(SIZE).subarray(0, 50_000), new Uint8Array(30_000)]),
      '.part.json': note(50_000),
    },
    ranges: ['bytes=50000-'],
  },
  {
    name: 'kept with more behind it than the file has',
    before: {
      '.part': Buffer.concat([drawnBytes(SIZE).subarray(0, 50_000), new Uint8Array(SIZE)]),
      '.part.json': note(50_000),
    },
    ranges: ['bytes=50000-'],
  },
  {
    name: 'whole but without its name yet',
    before: { '.part': drawnBytes(SIZE), '.part.json': note(SIZE) },
    requests: 0,
  },
  {
    name: 'kept without its journal',
    before: { '.part': drawnBytes(80_000) },
    ranges: [undefined],
  },
  {
    name: 'kept with half a journal',
    before: { '.part': drawnBytes(80_000), '.part.json': note(80_000).slice(0, 60) },
    ranges: [undefined],
  },
  {
    name: 'a journal that says more than there is',
    before: { '.part': drawnBytes(80_000), '.part.json': note(90_000) },
    ranges: [undefined],
  },
  {
    name: 'kept of another file',
    before: { '.part': drawnBytes(80_000, 7), '.part.json': note(80_000, 'sha256:other') },
    ranges: [undefined],
  },
  { name: 'there already', before: { '': drawnBytes(SIZE) }, requests: 0 },
  { name: 'there, but with other bytes', before: { '': drawnBytes(SIZE, 7) }, ranges: [undefined] },
];

const status = (value: number, code?: string): readonly Fault[] => [
  { kind: 'status', value, code },
];

const REFUSED: readonly Refused[] = [
  { name: '401', faults: status(401), key: 'hub.unauthorised', requests: 1 },
  {
    name: 'a licence, no token',
    faults: status(401, 'GatedRepo'),
    key: 'hub.gated',
    says: /\/someone\/small-model and enter a token/,
    requests: 1,
  },
  { name: 'a licence', faults: status(403, 'GatedRepo'), key: 'hub.gated', requests: 1 },
  { name: '403', faults: status(403), key: 'hub.forbidden', requests: 1 },
  { name: 'no model', faults: status(401, 'RepoNotFound'), key: 'hub.repositoryMissing' },
  { name: 'no such model', faults: status(404, 'RepoNotFound'), key: 'hub.repositoryMissing' },
  { name: 'no revision', faults: status(404, 'RevisionNotFound'), key: 'hub.revisionMissing' },
  {
    name: 'no file',
    faults: status(404, 'EntryNotFound'),
    key: 'hub.fileMissing',
    says: /model\.s/,
  },
  { name: '404', faults: status(404), key: 'hub.fileMissing', requests: 1 },
  { name: '418', faults: status(418), key: 'hub.unexpected', says: /\(418\)/, requests: 1 },
  { name: '204', faults: status(204), key: 'hub.unexpected', says: /\(204\)/, requests: 1 },
  { name: 'too many requests', faults: status(429), key: 'hub.tooMany', requests: 3 },
  {
    name: 'too many requests for hours',
    faults: [{ kind: 'status', value: 429, retryAfter: '7200' }],
    key: 'hub.tooMany',
    says: /in 120 min/,
    requests: 1,
  },
  { name: '500', faults: status(500), key: 'hub.server', says: /\(500\)/, requests: 3 },
  {
    name: 'broken off again and again',
    faults: [{ kind: 'truncated', value: 40_000 }],
    key: 'hub.truncated',
    kept: 120_000,
    ranges: [undefined, 'bytes=40000-', 'bytes=80000-'],
  },
  {
    name: 'broken off at once',
    faults: [{ kind: 'truncated', value: 0 }],
    key: 'hub.truncated',
  },
  {
    name: 'stalls again and again',
    faults: [{ kind: 'stalled', value: 40_000 }],
    key: 'hub.stalled',
    kept: 120_000,
  },
  { name: 'no answer', faults: [{ kind: 'silent' }], key: 'hub.stalled', requests: 3 },
  { name: 'dropped', faults: [{ kind: 'dropped' }], key: 'hub.network', requests: 3 },
  {
    name: 'nobody there',
    options: { endpoint: 'http://127.0.0.1:9' },
    key: 'hub.network',

    requests: 0,
  },
  { name: 'a wrong byte', faults: [{ kind: 'wrongBytes' }], key: 'hub.wrongHash' },
  {
    name: 'a wrong byte in a small file',
    file: 'config.json',
    faults: [{ kind: 'wrongBytes' }],
    key: 'hub.wrongHash',
  },
  {
    name: 'a wrong byte in what was kept',
    before: { '.part': drawnBytes(80_000, 7), '.part.json': note(80_000) },
    key: 'hub.wrongHash',
  },
  {
    name: 'another size than listed',
    faults: [{ kind: 'linkedSize', value: SIZE + 1 }],
    key: 'hub.differs',
    says: /300001 instead of 300000/,

    requests: 2,
  },
  {
    name: 'another hash than listed',
    faults: [{ kind: 'etag', value: sha256(drawnBytes(SIZE, 7)) }],
    key: 'hub.differs',
    requests: 2,
  },
  {
    name: 'more than listed, without a length',
    faults: [{ kind: 'chunked', value: 1 }],
    key: 'hub.differs',
    kept: 'some',
  },
  {
    name: 'another rest than asked for',
    faults: [
      repeated('truncated', 70_000, 1),
      { kind: 'contentRange', value: `bytes 70001-${SIZE - 1}/${SIZE}` },
    ],
    key: 'hub.differs',
    kept: 70_000,
  },
  {
    name: 'a rest of a file of another size',
    faults: [
      repeated('truncated', 70_000, 1),
      { kind: 'contentRange', value: `bytes 70000-${SIZE}/${SIZE + 1}` },
    ],
    key: 'hub.differs',
    kept: 70_000,
  },
  {
    name: 'another file after each break',
    faults: [
      ...['a', 'b', 'c', 'd'].map((value): Fault => ({ kind: 'etag', value, times: 1 })),
      { kind: 'truncated', value: 70_000 },
    ],
    options: { retries: 3 },
    key: 'hub.changed',
  },
  {
    name: 'redirects without end',
    faults: [{ kind: 'redirect' }],
    key: 'hub.redirects',
    requests: 6,
  },
  {
    name: 'a redirect to a file',
    faults: [{ kind: 'redirect', value: 'file:///etc/passwd' }],
    key: 'hub.redirectUnsafe',
    requests: 1,
  },
  {
    name: 'a redirect with a name and a password',
    faults: [{ kind: 'redirect', value: 'https://me:word@example.org/' }],
    key: 'hub.redirectUnsafe',
  },
  {
    name: 'a redirect to nowhere',
    faults: [{ kind: 'redirect', value: 'http://' }],
    key: 'hub.redirectUnsafe',
  },
  {
    name: 'no room on the disk',
    work: { free: () => Promise.resolve(1_000_000) },
    key: 'hub.noRoom',
    says: /0\.1 GB .* 0\.0 GB/,
    requests: 0,
  },
  { name: 'no address', options: { endpoint: 'hub' }, key: 'hub.endpoint' },
  {
    name: 'an address with a password',
    options: { endpoint: 'https://me:word@example.org' },
    key: 'hub.endpoint',
  },
  {
    name: 'a token that could be read on its way',
    options: { endpoint: 'http://hub.example' },
    key: 'hub.tokenPlain',
  },
  { name: 'half a token', options: { token: `${TOKEN}\n` }, key: 'hub.tokenShape' },
];

/** Fetches in a fresh folder; the folder, and the place of the file. */
function prepare(one: Case): { folder: string; target: string; fetched: () => Promise<void> } {
  const folder = freshFolder();
  const target = path.join(folder, 'file.bin');
  for (const [ending, content] of Object.entries(one.before ?? {})) {
    fs.writeFileSync(target + ending, content);
  }
  hub.set(...(one.faults ?? []).map((fault) => ({ ...fault })));
  const file = fileOf(listing, one.file ?? LARGE);
  const fetched = (): Promise<void> =>
    fetchFile(optionsFor(hub, one.options), listing, file, target, one.work);
  return { folder, target, fetched };
}

/** No host but the hub saw the token, and what was asked is what was to be asked. */
function checkRequests(one: Case): void {
  for (const { host, authorization } of hub.requests) {
    expect(authorization).toBe(host === 'hub' ? `Bearer ${TOKEN}` : undefined);
  }
  const sending = hub.requests.filter(({ host }) => host === 'storage');
  if (one.ranges) expect(sending.map(({ range }) => range)).toEqual(one.ranges);
  if (one.requests !== undefined) expect(hub.requests).toHaveLength(one.requests);
}

describe('a file that is fetched', () => {
  // Catches bytes that are lost, doubled or believed after a break, a part of something else that is
  // gone on with, a file that gets its name too early, and a token at the storage.
  it.each(WHOLE)('is whole: $name', async (one) => {
    const { folder, target, fetched } = prepare(one);
    await fetched();
    expect(sha256(target)).toBe(sha256(files[one.file ?? LARGE] ?? new Uint8Array()));
    expect(Object.keys(filesIn(folder))).toEqual(['file.bin']);
    checkRequests(one);
  });

  // Catches a refusal in the words of another one, endless tries, a token in a sentence, a file with a
  // name that is not whole, and a part from which the next try cannot go on.
  it.each(REFUSED)('is refused: $name', async (one) => {
    const { folder, target, fetched } = prepare(one);
    const refusal = await refusalOf(fetched());
    expect([refusal.key, refusal.message]).toEqual([
      one.key,
      expect.stringMatching(one.says ?? /\./),
    ]);
    expect(refusal.message).not.toMatch(/\{\{|\n/);
    expect(`${refusal.stack} ${JSON.stringify(refusal)}`).not.toContain(TOKEN);
    const left = filesIn(folder);
    expect(left['file.bin']).toBeUndefined();
    if (one.kept === undefined) expect(left).toEqual({});
    if (typeof one.kept === 'number') expect(left['file.bin.part']).toBe(one.kept);
    checkRequests(one);

    hub.set();
    const next = one.key === 'hub.noRoom' ? {} : (one.work ?? {});
    const file = fileOf(listing, one.file ?? LARGE);
    await fetchFile(optionsFor(hub), listing, file, target, next);
    expect(sha256(target)).toBe(sha256(files[one.file ?? LARGE] ?? new Uint8Array()));
    expect(Object.keys(filesIn(folder))).toEqual(['file.bin']);
    const begin = left['file.bin.part'];
    expect(hub.requests[0]?.range).toBe(begin === undefined ? undefined : `bytes=${begin}-`);
  });

  // Catches a sentence that only one language has.
  it('is refused in German too', async () => {
    setLanguage('de');
    try {
      const { fetched } = prepare({ name: '', faults: status(403, 'GatedRepo') });
      expect((await refusalOf(fetched())).message).toMatch(/Nehmen Sie sie unter http/);
    } finally {
      setLanguage('en');
    }
  });
});
