import { describe, expect, it } from 'vitest';
import { manifestSchema } from '../../shared/manifest';
import { readManifest } from '../../shared/readManifest';
import { readFileSync } from 'node:fs';
import { TINY, tinyFolder } from '../runtime/reference';

describe('the schema of a manifest', () => {
  // Catches a schema that refuses what the reference writes.
  it.each(TINY)('accepts the manifest of %s', (name) => {
    const text = readFileSync(`${tinyFolder(name)}/manifest.json`, 'utf8');
    const read = readManifest(JSON.parse(text));
    expect(read.success).toBe(true);
    // What the program has in memory passes between its processes.
    expect(manifestSchema.parse(read.data)).toEqual(read.data);
  });
});
