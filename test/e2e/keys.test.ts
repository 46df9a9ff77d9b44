import { build } from 'esbuild';
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { electron } from './launch';

const KEY = 'hf_a-key-of-the-test';
const run = promisify(execFile);
let folder = '';
const appOf = (): string => path.join(folder, 'app');

beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'studio-keyring-'));
  await build({
    entryPoints: [path.join(import.meta.dirname, 'keys/main.ts')],
    outfile: path.join(appOf(), 'main.cjs'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['electron'],
    logLevel: 'error',
  });
  fs.writeFileSync(
    path.join(appOf(), 'package.json'),
    '{"name":"keys-test","version":"1.0.0","main":"main.cjs"}',
  );
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

const there = (program: string): boolean =>
  (process.env['PATH'] ?? '')
    .split(path.delimiter)
    .some((place) => fs.existsSync(path.join(place, program)));

/** Runs lines of a shell on a session bus of their own, with a home of their own. */
async function session(data: string, lines: readonly string[]): Promise<void> {
  const env = {
    ...process.env,
    HOME: path.join(data, 'home'),
    XDG_RUNTIME_DIR: path.join(data, 'runtime'),
    METAMORPH_KEY_HUB: '',
  };
  for (const place of [env.HOME, env.XDG_RUNTIME_DIR]) {
    fs.mkdirSync(place, { recursive: true, mode: 0o700 });
  }
  await run('dbus-run-session', ['--', 'bash', '-ec', lines.join('\n')], { env });
}

const start = (store: string, ...words: readonly string[]): string =>
  [
    'timeout',
    '60',
    electron(),
    '--no-sandbox',
    '--disable-gpu',
    `--password-store=${store}`,
    appOf(),
    ...words,
  ]
    .map((word) => `'${word}'`)
    .join(' ');

const said = (file: string): unknown => JSON.parse(fs.readFileSync(file, 'utf8'));

const isLinux = process.platform === 'linux';
describe.skipIf(!isLinux || !there('dbus-run-session'))('the key store of the system', () => {
  // Would catch: a wrapper that works with a stand-in and not with Electron and a real keyring.
  it.skipIf(!there('gnome-keyring-daemon'))('keeps a key in GNOME’s keyring', async () => {
    const data = path.join(folder, 'keyring');
    fs.mkdirSync(data);
    await session(data, [
      'echo -n secret | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1',
      start('gnome-libsecret', data, 'set', path.join(data, '1')),
      start('gnome-libsecret', data, 'get', path.join(data, '2')),
    ]);
    expect(said(path.join(data, '1'))).toEqual({ backend: 'gnome_libsecret', kept: true });
    expect(said(path.join(data, '2'))).toEqual({ backend: 'gnome_libsecret', key: KEY });
    expect(fs.readFileSync(path.join(data, 'keys.json'), 'latin1')).not.toContain(KEY);
  });

  // Would catch: keys encrypted with the password of Chromium's source, which is no secret.
  it('writes nothing where the backend is basic_text', async () => {
    const data = path.join(folder, 'basic');
    fs.mkdirSync(data);
    await session(data, [
      start('basic', data, 'set', path.join(data, '1')),
      start('basic', data, 'get', path.join(data, '2')),
    ]);
    expect(said(path.join(data, '1'))).toEqual({ backend: 'basic_text', kept: false });
    expect(said(path.join(data, '2'))).toEqual({ backend: 'basic_text' });
    expect(fs.existsSync(path.join(data, 'keys.json'))).toBe(false);
  });
});
