import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { SCHEMA_FILES } from '../../shared/schemas';

// Catches an exporter that is held to an older contract than the program, and a documented format
// that is no longer the one written.
it.each(Object.entries(SCHEMA_FILES))('%s says what the program reads', (file, text) => {
  const written = readFileSync(path.resolve(import.meta.dirname, '../..', file), 'utf8');
  expect(written, 'npm run schemas writes it anew').toBe(text);
});
