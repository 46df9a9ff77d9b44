/** The JSON Schemas of what other programs read or write. */
import { z } from 'zod';
import { archivedConversationSchema, archiveIndexSchema } from './archive/schema';
import { manifestSchema } from './manifest';
import { manifestFormat1Schema } from './manifestFormat1';

const textOf = (schema: z.ZodType): string =>
  `${JSON.stringify(z.toJSONSchema(schema, { target: 'draft-2020-12' }), null, 2)}\n`;

/** Each document by its path in the repository; `npm run schemas` writes them. */
export const SCHEMA_FILES: Readonly<Record<string, string>> = {
  'shared/manifest.schema.json': textOf(manifestFormat1Schema),
  'shared/manifest-2.schema.json': textOf(manifestSchema),
  'shared/archive/index.schema.json': textOf(archiveIndexSchema),
  'shared/archive/conversation.schema.json': textOf(archivedConversationSchema),
};
