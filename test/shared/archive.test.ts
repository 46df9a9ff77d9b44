import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { archivedConversationSchema, archiveIndexSchema } from '../../shared/archive/schema';

describe('the schemas of an archive', () => {
  // Fault: a documented format that is no longer the one written; `-u` writes the documents anew.
  it.each([
    ['index', archiveIndexSchema],
    ['conversation', archivedConversationSchema],
  ])('are documented as JSON Schema: %s', async (name, schema) => {
    const json = z.toJSONSchema(schema, { target: 'draft-2020-12' });
    await expect(`${JSON.stringify(json, null, 2)}\n`).toMatchFileSnapshot(
      `../../shared/archive/${name}.schema.json`,
    );
  });
});
