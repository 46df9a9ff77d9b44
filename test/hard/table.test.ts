import fs from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { tableOf, withTable } from '../../build/setup/hard.mjs';
import figures from './figures.json';
import suites from './suites.json';

// Fault: a table that says more than what was run.
it('the README tells of the hard suites what was really run', () => {
  const readme = fs.readFileSync(path.resolve(import.meta.dirname, '../../README.md'), 'utf8');
  expect(readme).toBe(withTable(readme, tableOf(suites, figures)));
});
