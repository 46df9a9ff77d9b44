import { downloadFile, fileDownloadInfo, listFiles, modelInfo, pathsInfo } from '@huggingface/hub';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listRepository } from '../../electron/hub/listing';
import { startMiniHub, type MiniHub } from './miniHub';
import { drawnBytes, freshFolder, MODEL, optionsFor, sha256 } from './setting';

const files = {
  'config.json': new TextEncoder().encode('{"model_type": "small"}'),
  'model.safetensors': drawnBytes(300_000),
  'unet/weights.bin': drawnBytes(20_000, 2),
};

let hub: MiniHub;

beforeAll(async () => {
  hub = await startMiniHub({ [MODEL]: { files, licence: 'mit' } }, { pageSize: 2 });
});

afterAll(() => hub.close());

// Catches a hub in small that only our own code takes for a hub. `foreignClient.py` does the same with
// Python's client.
describe('the client of the hub’s own makers', () => {
  const repo = { type: 'model', name: MODEL } as const;

  it('lists what we list', async () => {
    const hubUrl = hub.endpoint;
    const { commit, files: listed } = await listRepository(
      optionsFor(hub, { token: undefined }),
      MODEL,
    );
    const info = await modelInfo({ name: MODEL, hubUrl, additionalFields: ['sha'] });
    expect(info.sha).toBe(commit);
    const theirs: unknown[] = [];
    for await (const entry of listFiles({ repo, hubUrl, recursive: true })) {
      const { path: name, size, oid, lfs } = entry;
      theirs.push(lfs ? { path: name, size, sha256: lfs.oid } : { path: name, size, blobId: oid });
    }
    expect(theirs).toEqual(listed);
    const [paths] = await pathsInfo({ repo, hubUrl, paths: ['unet/weights.bin'] });
    expect(paths?.lfs?.oid).toBe(listed[2]?.sha256);
    const large = { repo, hubUrl, path: 'model.safetensors' };
    const download = await fileDownloadInfo(large);
    expect(download).toMatchObject({ size: 300_000 });
    expect(await fileDownloadInfo({ repo, hubUrl, path: 'none' })).toBeNull();
  });

  it.each(Object.entries(files))('fetches %s from it', async (name, bytes) => {
    const blob = await downloadFile({ repo, hubUrl: hub.endpoint, path: name, xet: false });
    const fetched = new Uint8Array((await blob?.arrayBuffer()) ?? []);
    expect(sha256(fetched)).toBe(sha256(bytes));
  });

  // `HUB_PYTHON` names a Python that has huggingface_hub; 2.4.0 fetched all files as they are.
  it.runIf(process.env.HUB_PYTHON)('fetches in Python too', { timeout: 60_000 }, async () => {
    const cache = freshFolder();
    const { stdout } = await promisify(execFile)(
      process.env.HUB_PYTHON ?? '',
      [path.join(import.meta.dirname, 'foreignClient.py'), MODEL],
      { env: { ...process.env, HF_ENDPOINT: hub.endpoint, HF_HOME: cache } },
    );
    expect(JSON.parse(stdout)).toEqual({
      commit: hub.repository(MODEL).commit,
      files: Object.fromEntries(
        Object.entries(files).map(([name, bytes]) => [name, sha256(bytes)]),
      ),
    });
  });
});
