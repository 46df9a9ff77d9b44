import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { noteRun, readWords, tableOf, withTable } from '../../build/setup/hard.mjs';
import { snapshot } from '../snapshot';

const SUITES = [{ name: 'links', what: 'Links', planned: 180 }];
const noteOf = (cases: number) => ({ name: 'links', cases, seed: 1, seconds: 3, detail: '' });
const EMPTY = `<!-- figures of npm run test:hard: begin --><!-- figures of npm run test:hard: end -->`;

let root = '';
beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'hard-'));
  for (const folder of ['test/hard', 'notes', 'docs']) {
    fs.mkdirSync(path.join(root, folder), { recursive: true });
  }
  const write = (name: string, value: unknown): void =>
    fs.writeFileSync(path.join(root, name), JSON.stringify(value));
  write('test/hard/suites.json', SUITES);
  write('test/hard/figures.json', [noteOf(186)]);
  write('notes/links.json', noteOf(6));
  const table = tableOf(SUITES, [noteOf(186)]);
  fs.writeFileSync(path.join(root, 'docs/hard-suites.md'), withTable(EMPTY, table));
});
afterEach(() => fs.rmSync(root, { recursive: true }));

describe('npm run test:hard', () => {
  // Catches a trial of a few cases that takes the place of what was run in full.
  it('changes the table and the figures only when all cases were tried', () => {
    const before = snapshot(root);
    noteRun(0.03, root, path.join(root, 'notes'));
    expect(snapshot(root)).toEqual(before);
    noteRun(1, root, path.join(root, 'notes'));
    expect(fs.readFileSync(path.join(root, 'docs/hard-suites.md'), 'utf8')).toContain(
      '| 6 held | 3 s |',
    );
    expect(fs.readFileSync(path.join(root, 'test/hard/figures.json'), 'utf8')).toContain('6');
  });

  // Catches a share that is dropped, by which a trial counts as all.
  it('takes names of suites and a share of the cases', () => {
    expect(readWords([])).toEqual({ names: [], scale: 1 });
    const words = ['links', '--scale', '0.03', 'stop'];
    expect(readWords(words)).toEqual({ names: ['links', 'stop'], scale: 0.03 });
    for (const scale of [[], ['all'], ['0'], ['-1']]) {
      expect(() => readWords(['--scale', ...scale])).toThrow(/a number above 0/);
    }
  });
});
