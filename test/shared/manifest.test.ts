import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { manifestSchema } from '../../shared/manifest';
import { readFileSync } from 'node:fs';
import { TINY, tinyFolder } from '../runtime/reference';

/** The committed schema; `vitest run test/shared/manifest.test.ts -u` writes it anew. */
const FILE = '../../shared/manifest.schema.json';

describe('the schema of a manifest', () => {
  // Catches an exporter that is held to an older contract than the program.
  it('is the JSON Schema that the exporter validates against', async () => {
    const schema = z.toJSONSchema(manifestSchema, { target: 'draft-2020-12' });
    await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot(FILE);
  });

  // Catches a schema that refuses what the reference writes.
  it.each(TINY)('accepts the manifest of %s', (name) => {
    const text = readFileSync(`${tinyFolder(name)}/manifest.json`, 'utf8');
    expect(manifestSchema.safeParse(JSON.parse(text)).success).toBe(true);
  });
});
