import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCommand } from '../../build/setup/command.mjs';
import { matchesLockfile } from '../../build/setup/dependencies.mjs';
import { ROOT } from '../../build/setup/places.mjs';
import { honestCounts, pytestCounts, vitestCounts } from '../../build/setup/stages.mjs';
import { contentHash, quickHash } from '../../build/setup/stamps.mjs';

let folder = '';
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'setup-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

// Fault: a lockfile that installs from one host only, and from no other registry.
describe('the lockfile', () => {
  const lockfile = fs.readFileSync(path.join(ROOT, 'package-lock.json'), 'utf8');

  it('names no host', () => {
    const { packages } = JSON.parse(lockfile) as { packages: Record<string, object> };
    const resolved = Object.values(packages).filter((entry) => 'resolved' in entry);
    expect(resolved).toEqual([]);
    expect(Object.keys(packages).length).toBeGreaterThan(100);
  });

  it('asks for exact versions', () => {
    const manifest = JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as Record<
      'dependencies' | 'devDependencies' | 'optionalDependencies',
      Record<string, string>
    >;
    const { dependencies, devDependencies, optionalDependencies } = manifest;
    for (const group of [dependencies, devDependencies, optionalDependencies]) {
      for (const version of Object.values(group)) expect(version).toMatch(/^\d+\.\d+\.\d+$/);
    }
  });
});

// Fault: a program that starts from old bundles after its sources changed.
describe('stamps', () => {
  it('change with a text, a name and a new file, and are the same otherwise', () => {
    const hashes = () => [quickHash(['a', 'gone'], folder), contentHash(['a', 'gone'], folder)];
    const file = path.join(folder, 'a', 'one.ts');
    fs.mkdirSync(path.dirname(file));
    fs.writeFileSync(file, 'first');
    const seen = [hashes()];
    expect(hashes()).toEqual(seen[0]);

    fs.writeFileSync(file, 'other text');
    seen.push(hashes());
    fs.writeFileSync(path.join(folder, 'gone'), '');
    seen.push(hashes());
    fs.renameSync(file, path.join(folder, 'a', 'two.ts'));
    seen.push(hashes());
    expect(new Set(seen.flat()).size).toBe(8);
  });

  it('of the content survive a fresh checkout, where only times differ', () => {
    const file = path.join(folder, 'one.ts');
    fs.writeFileSync(file, 'text');
    const before = [quickHash(['.'], folder), contentHash(['.'], folder)];
    fs.utimesSync(file, 1, 1);
    const after = [quickHash(['.'], folder), contentHash(['.'], folder)];
    expect(after[0]).not.toBe(before[0]);
    expect(after[1]).toBe(before[1]);
  });
});

// Fault: dependencies left as they were after the lockfile changed, or installed at each start.
describe('installed dependencies', () => {
  const wanted = {
    packages: {
      '': {},
      'node_modules/a': { version: '1.0.0', integrity: 'x' },
      'node_modules/b': { version: '2.0.0', integrity: 'y', optional: true },
    },
  };

  it.each([
    ['nothing is there', undefined, false],
    ['all are there', wanted, true],
    [
      'only what is optional lacks',
      { packages: { 'node_modules/a': wanted.packages['node_modules/a'] } },
      true,
    ],
    ['one lacks', { packages: { 'node_modules/b': wanted.packages['node_modules/b'] } }, false],
    [
      'one is older',
      { packages: { 'node_modules/a': { version: '0.9.0', integrity: 'x' } } },
      false,
    ],
    [
      'one has other bytes',
      { packages: { 'node_modules/a': { version: '1.0.0', integrity: 'z' } } },
      false,
    ],
  ])('when %s', (_, installed, matches) => {
    expect(matchesLockfile(wanted, installed)).toBe(matches);
  });
});

// Fault: a closing line that says all is well after a runner crashed.
describe('counts', () => {
  it('make a failure of a runner that failed without a failed test', () => {
    expect(honestCounts({ passed: 3, failed: 0, skipped: 0 }, 1)).toEqual({
      passed: 3,
      failed: 1,
      skipped: 0,
    });
    expect(honestCounts(undefined, 1).failed).toBe(1);
    expect(honestCounts({ passed: 3, failed: 2, skipped: 0 }, 1).failed).toBe(2);
    expect(honestCounts({ passed: 3, failed: 0, skipped: 0 }, 0).failed).toBe(0);
  });

  it('are read from the reports of both runners', () => {
    const json = path.join(folder, 'unit.json');
    fs.writeFileSync(json, '{"numPassedTests":4,"numFailedTests":1,"numPendingTests":0}');
    expect(vitestCounts(json)).toEqual({ passed: 4, failed: 1, skipped: 0 });
    const xml = path.join(folder, 'models.xml');
    fs.writeFileSync(
      xml,
      '<testsuites name="t"><testsuite name="pytest" errors="1" failures="2" skipped="3" tests="10" time="1.0">',
    );
    expect(pytestCounts(xml)).toEqual({ passed: 4, failed: 3, skipped: 3 });
    expect(pytestCounts(path.join(folder, 'none'))).toBeUndefined();
  });
});

// Fault: a check that hangs and takes the others with it, or a missing command that throws.
describe('commands', () => {
  it('are killed with their children at their limit', async () => {
    // The grandchild keeps the pipe open, so the command only ends when it is killed too.
    const stay = 'setInterval(() => {}, 1000)';
    const parent = `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(stay)}], { stdio: 'inherit' }); ${stay}`;
    const result = await runCommand(process.execPath, ['-e', parent], {
      limit: 1000,
      output: 'quiet',
    });
    expect(result).toMatchObject({ timedOut: true });
    expect(result.code).not.toBe(0);
  });

  it('that are not there end with 127, and others with their own code', async () => {
    expect((await runCommand('no-such-command-here', [], { output: 'quiet' })).code).toBe(127);
    const ended = await runCommand(process.execPath, ['-e', 'console.log(7); process.exit(3)'], {
      output: 'quiet',
    });
    expect(ended).toEqual({ code: 3, output: '7\n', timedOut: false });
  });

  // Fault: a studio that stays when npm, which tells only its shell, is ended.
  it.runIf(process.platform !== 'win32')('end when what started them is killed', async () => {
    const module = pathToFileURL(path.join(ROOT, 'build', 'setup', 'report.mjs')).href;
    const script = path.join(folder, 'child.mjs');
    fs.writeFileSync(
      script,
      `import { endWithParent } from '${module}'; endWithParent(); console.log('there'); setInterval(() => {}, 1000);`,
    );
    // The word behind it keeps the shell from becoming the child itself.
    const shell = spawn('sh', ['-c', `'${process.execPath}' '${script}'; true`], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(shell.stdout, 'data');
    const gone = once(shell.stdout, 'close');
    shell.kill('SIGKILL');
    await gone;
  });
});
