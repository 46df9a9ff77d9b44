import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { controlOf, makeDeb } from '../../build/packaging/deb.mjs';

const folders: string[] = [];
const withDpkg = spawnSync('dpkg-deb', ['--version']).status === 0;

afterEach(() => {
  for (const folder of folders.splice(0)) fs.rmSync(folder, { recursive: true, force: true });
});

describe('the package for Debian', () => {
  // Catches: a development build that would be taken for the program itself, or not be replaced by it.
  it('says of a development build what it is, and sorts before the version', () => {
    const unpacked = { version: '1.2.3', arch: 'x64', development: true };
    const control = controlOf(unpacked, 2048);
    expect(control).toContain('Version: 1.2.3~development\nArchitecture: amd64');
    expect(control).toContain('This is a development build');
    expect(control).toContain('Installed-Size: 2\n');
    expect(controlOf({ ...unpacked, development: false }, 1)).not.toContain('development');
  });

  // Catches: a package without its program, its entry on the desktop or the helper of its sandbox.
  it.runIf(withDpkg)('holds the program, its entry and the helper of its sandbox', async () => {
    const dist = fs.mkdtempSync(path.join(os.tmpdir(), 'metamorph-deb-'));
    folders.push(dist);
    const folder = path.join(dist, 'linux-unpacked');
    fs.mkdirSync(folder);
    for (const name of ['metamorph-studio', 'chrome-sandbox']) {
      fs.writeFileSync(path.join(folder, name), '#!/bin/sh\n', { mode: 0o755 });
    }
    const unpacked = { folder, version: '1.2.3', arch: 'x64', development: false };
    const file = await makeDeb(unpacked);
    expect(path.basename(file)).toBe('metamorph-studio_1.2.3_amd64.deb');
    const { stdout } = spawnSync('dpkg-deb', ['--contents', file], { encoding: 'utf8' });
    expect(stdout).toMatch(/^-rwxr-xr-x root\/root .*opt\/MetaMorph Studio\/metamorph-studio$/m);
    expect(stdout).toMatch(/^-rwsr-xr-x root\/root .*\/chrome-sandbox$/m);
    expect(stdout).toContain('usr/share/applications/metamorph-studio.desktop');
    expect(stdout).toContain('usr/bin/metamorph-studio -> /opt/MetaMorph Studio/metamorph-studio');
    expect(fs.readdirSync(dist).sort()).toEqual(['linux-unpacked', path.basename(file)]);
  });
});
