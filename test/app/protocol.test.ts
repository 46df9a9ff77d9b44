import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { serve } from '../../electron/app/protocol';
import { Thumbnails } from '../../electron/app/thumbnails';
import { dataFolders } from '../store/folder';

const folders = dataFolders();

async function served() {
  const folder = folders.make();
  const renderer = path.join(folder, 'renderer');
  fs.mkdirSync(path.join(renderer, 'assets'), { recursive: true });
  fs.writeFileSync(path.join(renderer, 'index.html'), '<!doctype html>');
  fs.writeFileSync(path.join(renderer, 'assets/index-B_3x.js'), 'export {}');
  fs.writeFileSync(path.join(folder, 'secret.json'), '{}');
  const store = folders.open(path.join(folder, 'data'));
  const { images } = store;
  const thumbnails = new Thumbnails(store, () => Promise.reject(new Error('no decoder')));
  const image = await images.saveImage(new Uint8Array([1, 2, 3]), 'image/webp');
  return {
    image,
    file: images.image(image).path,
    get: (url: string, method = 'GET') => serve({ url, method }, { renderer, images, thumbnails }),
  };
}

describe('studio://app', () => {
  // Fault: a page without the policy, in which an injected script would run.
  it('serves the files of the window with a strict policy', async () => {
    const { get } = await served();
    const page = await get('studio://app/index.html');
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toMatch(/https?:|\*|unsafe-eval|script-src[^;]*unsafe-inline/);
    const script = await get('studio://app/assets/index-B_3x.js');
    expect(await script.text()).toBe('export {}');
  });

  // Fault: a path that leads out of the window's folder.
  it.each([
    'studio://app/../secret.json',
    'studio://app/%2e%2e/secret.json',
    'studio://app/..%2fsecret.json',
    'studio://app/assets/..%5c..%5csecret.json',
    'studio://app//etc/passwd.json',
    'studio://app/%00.json',
    'studio://app/.hidden.json',
    'studio://app/index',
    'studio://app/missing.js',
    'studio://app/',
    'studio://elsewhere/index.html',
    'studio://',
  ])('answers 404 to %s', async (url) => {
    const { get } = await served();
    expect((await get(url)).status).toBe(404);
  });

  it('answers only to reading', async () => {
    const { get } = await served();
    expect((await get('studio://app/index.html', 'POST')).status).toBe(405);
  });
});

describe('studio://image', () => {
  // Fault: a kept file shown as something else than the picture it is.
  it('serves a kept picture with its kind, to be run as nothing', async () => {
    const { get, image } = await served();
    const response = await get(`studio://image/${image}`);
    expect(response.headers.get('content-type')).toBe('image/webp');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('content-security-policy')).toContain('sandbox');
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(new Uint8Array([1, 2, 3]));
  });

  it.each(['0'.repeat(64), 'abc', '../studio.db', `${'0'.repeat(64)}/../x`])(
    'answers 404 to %s',
    async (hash) => {
      const { get } = await served();
      expect((await get(`studio://image/${hash}`)).status).toBe(404);
    },
  );

  // Fault: rotten bytes shown as the picture.
  it('answers 404 when the file is not what its name says', async () => {
    const { get, image, file } = await served();
    fs.writeFileSync(file, 'other');
    expect((await get(`studio://image/${image}`)).status).toBe(404);
  });
});
