import fs from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { tableOf, withTable } from '../../build/setup/hard.mjs';
import figures from './figures.json';
import suites from './suites.json';

// Fault: a table that says more than what was run.
it('docs/hard-suites.md tells what was really run', () => {
  const file = path.resolve(import.meta.dirname, '../../docs/hard-suites.md');
  const page = fs.readFileSync(file, 'utf8');
  expect(page).toBe(withTable(page, tableOf(suites, figures)));
});
