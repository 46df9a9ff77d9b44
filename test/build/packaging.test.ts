import { build } from 'esbuild';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import configuration from '../../build/electron-builder.mjs';
import { mainFaults, unwantedFaults } from '../../build/packaging/contents.mjs';
import driven from '../../build/packaging/driven.mjs';
import { FUSES, fuseFaults } from '../../build/packaging/fuses.mjs';
import { packageOf } from '../../build/setup/licences.mjs';

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) fs.rmSync(folder, { recursive: true, force: true });
});

/** A binary that holds nothing but its fuses, in Electron's order. */
function binaryWith(wire: string): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'metamorph-fuses-'));
  folders.push(folder);
  const file = path.join(folder, 'electron');
  const sentinel = Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX');
  const head = Buffer.from([1, wire.length]);
  fs.writeFileSync(file, Buffer.concat([Buffer.alloc(64), sentinel, head, Buffer.from(wire)]));
  return file;
}

/** As `FUSES` wants them: run as Node, cookies, NODE_OPTIONS, inspect, integrity, asar, snapshot, file. */
const RIGHT = '01001100';

describe('the fuses of the packed program', () => {
  it('are set by the configuration that packs it', () => {
    expect(configuration.electronFuses).toBe(FUSES);
  });

  it('are read back from its binary', async () => {
    expect(await fuseFaults(binaryWith(RIGHT))).toEqual([]);
  });

  // Catches a fuse that was left as Electron ships it, each alone.
  it.each([...RIGHT].map((_, place) => place))(
    'are refused when fuse %i is the other',
    async (at) => {
      const wire = [...RIGHT].map((bit, place) => (place === at ? String(1 - Number(bit)) : bit));
      const faults = await fuseFaults(binaryWith(wire.join('')));
      expect(faults).toHaveLength(1);
      expect(faults[0]).toMatch(/^The fuse \w+ is not (true|false)\.$/);
    },
  );
});

describe('the contents of the packed program', () => {
  // Catches what helps nobody who installed it, or tells of the place where it was made.
  it.each([
    'resources/app.asar.unpacked/out/main.js.map',
    'node_modules/some/index.ts',
    'resources/package/train.py',
    'models/__pycache__/x.bin',
    'node_modules/some/test/index.js',
    'out/fixtures/tiny.json',
    'resources/package/tokens.npz',
    'out/driven/main.js',
    '.npmrc',
  ])('may not be %s', (name) => {
    expect(unwantedFaults([name])).toHaveLength(1);
  });

  it('may be what the program needs', () => {
    const needed = ['out/main.js', 'resources/package/manifest.json', 'resources/package/a.onnx'];
    expect(unwantedFaults(needed)).toEqual([]);
  });
});

describe('the main process of the packed program', () => {
  const compile = async (entry: string): Promise<string> => {
    const made = await build({
      entryPoints: [path.join(import.meta.dirname, '../../electron', entry)],
      ...{ bundle: true, write: false, platform: 'node', format: 'esm', logLevel: 'error' },
      external: ['electron', 'better-sqlite3', 'sharp'],
    });
    return made.outputFiles[0]?.text ?? '';
  };

  // Catches a shipped program that another one can drive, and a look that finds no door in any.
  it('opens no port for debuggers, and the build that is driven does', async () => {
    expect(mainFaults(await compile('main.ts'))).toEqual([]);
    expect(mainFaults(await compile('app/debuggableMain.ts'))).toHaveLength(1);
  });

  // Catches a build that is driven and given to people.
  it('is packed without the build that is driven', () => {
    expect(configuration.files).toContain('!out/{print,clip,modules,driven}{,/**/*}');
    expect(driven.files).toContainEqual({ from: 'out/driven', to: 'out', filter: ['main.js'] });
    expect(driven.directories?.output).not.toBe(configuration.directories?.output);
  });
});

describe('the licences', () => {
  // Catches a package inside of another, or one with a scope, that is listed under a wrong name.
  it.each([
    ['node_modules/zod/v4/index.js', 'zod'],
    ['/somewhere/node_modules/@mantine/core/esm/Button.mjs?used', '@mantine/core'],
    ['node_modules/a/node_modules/b/index.js', 'b'],
    ['C:\\x\\node_modules\\react\\index.js', 'react'],
    ['renderer/main.tsx', undefined],
  ])('of %s belong to %s', (file, name) => {
    expect(packageOf(file)).toBe(name);
  });
});
