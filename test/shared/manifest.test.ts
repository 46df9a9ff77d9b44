import { describe, expect, it } from 'vitest';
import { manifestSchema } from '../../shared/manifest';
import { readFileSync } from 'node:fs';
import { TINY, tinyFolder } from '../runtime/reference';

describe('the schema of a manifest', () => {
  // Catches a schema that refuses what the reference writes.
  it.each(TINY)('accepts the manifest of %s', (name) => {
    const text = readFileSync(`${tinyFolder(name)}/manifest.json`, 'utf8');
    expect(manifestSchema.safeParse(JSON.parse(text)).success).toBe(true);
  });
});
