import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { bounded, quantile, unmeasured } from '../../electron/bench/figures';
import { BenchError, readOptions } from '../../electron/bench/options';
import { markdownOf, replaceBetweenMarkers } from '../../electron/bench/table';

describe('figures', () => {
  // Catches a percentile that leaves out the worst of 200 values, or invents one between two.
  it('take quantiles by the nearest rank', () => {
    const values = Array.from({ length: 200 }, (_, place) => 200 - place);
    expect(quantile(values, 0.99)).toBe(198);
    expect(quantile(values, 0.5)).toBe(100);
    expect(quantile([7], 0.99)).toBe(7);
    expect(() => quantile([], 0.5)).toThrow(RangeError);
  });

  // Catches a bound read the wrong way round: a missed target shown as met.
  it('say whether a target is met', () => {
    expect(bounded('x', 1.3, 'times', { most: 1.3 }).met).toBe(true);
    expect(bounded('x', 1.31, 'times', { most: 1.3 }).met).toBe(false);
    expect(bounded('x', 0.79, 'times', { least: 0.8 }).met).toBe(false);
    expect(unmeasured('x', 'there is no peer').met).toBeUndefined();
  });
});

describe('the table', () => {
  const figures = [bounded('a token', 4.2, 'ms', { most: 5 }), unmeasured('a ratio', 'no peer')];

  it('has one row a figure, with its target and the verdict', () => {
    const lines = markdownOf('A machine.', figures).split('\n');
    expect(lines[0]).toBe('A machine.');
    expect(lines.slice(2).map((line) => line.split('|').map((cell) => cell.trim()))).toEqual([
      ['', '', 'measured', 'target', '', ''],
      expect.arrayContaining([expect.stringMatching(/^-+$/)]),
      ['', 'a token', '4.2 ms', 'at most 5 ms', 'met', ''],
      ['', 'a ratio', 'not measured: no peer', '', '', ''],
    ]);
  });

  // Catches a page that loses what stands around the table, or grows with each run.
  it('takes the place of the old one and leaves the rest alone', () => {
    const begin = '<!-- figures of npm run bench: begin -->';
    const end = '<!-- figures of npm run bench: end -->';
    const once = replaceBetweenMarkers(`before\n${begin}\nold\n${end}\nafter`, 'new');
    expect(once).toBe(`before\n${begin}\n\nnew\n\n${end}\nafter`);
    expect(replaceBetweenMarkers(once, 'new')).toBe(once);
    expect(() => replaceBetweenMarkers('no markers', 'new')).toThrow('lacks the lines');
  });

  // Catches hours of measuring whose table then has no place to go.
  it('has its place in docs/figures.md', () => {
    const file = path.resolve(import.meta.dirname, '../../docs/figures.md');
    expect(replaceBetweenMarkers(fs.readFileSync(file, 'utf8'), 'new')).toContain('\n\nnew\n\n');
  });
});

describe('options of the benchmarks', () => {
  // Catches a quick run that overwrites reported figures, and weights that are silently left out.
  it('write docs/figures.md only after a whole run, unless told', () => {
    const read = (...args: string[]) => readOptions(args, '/', '/root');
    expect(read()?.write).toBe(true);
    expect(read('--quick')?.write).toBe(false);
    expect(read('--quick', '--write')?.write).toBe(true);
    expect(read('--no-write')?.write).toBe(false);
    expect(read('--help')).toBeUndefined();
    expect(() => read('--gguf', 'nowhere.gguf')).toThrow(BenchError);
    expect(() => read('--threads', 'many')).toThrow('--threads takes');
    expect(() => read('--fast')).toThrow(BenchError);
  });
});
