import { FuseV1Options, FuseVersion, flipFuses } from '@electron/fuses';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { FUSES, fuseFaults } from '../../build/packaging/fuses.mjs';
import { emptyFolder, removeCopies } from '../runtime/copies';
import { LIMIT, LONG, suite } from './suite';
import { afterEach } from 'vitest';

afterEach(removeCopies);
const { done } = suite('fuses', 0, 0);

const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
const PLACES: Readonly<Record<keyof typeof FUSES, FuseV1Options>> = {
  runAsNode: FuseV1Options.RunAsNode,
  enableCookieEncryption: FuseV1Options.EnableCookieEncryption,
  enableNodeOptionsEnvironmentVariable: FuseV1Options.EnableNodeOptionsEnvironmentVariable,
  enableNodeCliInspectArguments: FuseV1Options.EnableNodeCliInspectArguments,
  enableEmbeddedAsarIntegrityValidation: FuseV1Options.EnableEmbeddedAsarIntegrityValidation,
  onlyLoadAppFromAsar: FuseV1Options.OnlyLoadAppFromAsar,
  loadBrowserProcessSpecificV8Snapshot: FuseV1Options.LoadBrowserProcessSpecificV8Snapshot,
  grantFileProtocolExtraPrivileges: FuseV1Options.GrantFileProtocolExtraPrivileges,
};

/** A binary whose fuses can be flipped: a copy of the Electron that runs here, or a stretch of one. */
async function binary(): Promise<string> {
  const file = path.join(await emptyFolder(), 'electron');
  if (LONG) {
    const known = path.resolve(import.meta.dirname, '../../.cache/electron/runtime.json');
    const { executable } = JSON.parse(fs.readFileSync(known, 'utf8')) as { executable: string };
    fs.copyFileSync(executable, file);
  } else {
    const wire = Buffer.from([1, Object.keys(FUSES).length, ...Buffer.from('10110101')]);
    fs.writeFileSync(file, Buffer.concat([Buffer.alloc(100), Buffer.from(SENTINEL), wire]));
  }
  return file;
}

const flip = (file: string, fuses: Readonly<Record<string, boolean>>): Promise<unknown> =>
  flipFuses(file, {
    version: FuseVersion.V1,
    ...Object.fromEntries(
      Object.entries(PLACES).map(([name, place]) => [place, fuses[name] ?? false]),
    ),
  });

describe('the fuses of the packed program', () => {
  // Fault: a program that can be run as Node, debugged, or made to load other code.
  it(
    'are seen when one of them is undone',
    async () => {
      const file = await binary();
      await flip(file, FUSES);
      expect(await fuseFaults(file)).toEqual([]);
      const names = Object.keys(FUSES) as (keyof typeof FUSES)[];
      for (const name of names) {
        await flip(file, { ...FUSES, [name]: !FUSES[name] });
        expect(await fuseFaults(file)).toEqual([expect.stringContaining(name)]);
      }
      expect(names).toEqual(expect.arrayContaining(Object.keys(PLACES)));
      done(names.length, 'each undone on a copy of the binary and seen');
    },
    LIMIT,
  );
});
