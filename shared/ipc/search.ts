/** The call that searches all conversations. */
import { z } from 'zod';
import type { CallSchemas } from './common';
import { idSchema } from '../message';

/** A message whose words, or whose conversation's title, were found. */
export const foundSchema = z.strictObject({
  conversationId: idSchema,
  /** Null where the title was found. */
  messageId: idSchema.nullable(),
  title: z.string(),
  role: z.enum(['user', 'assistant']).nullable(),
  createdAt: z.number().int(),
  /** Words around the place found; the words sought stand between U+0002 and U+0003. */
  excerpt: z.string(),
});
export type FoundMessage = z.infer<typeof foundSchema>;

export const searchFiltersSchema = z.strictObject({
  /** Only messages since then (milliseconds since 1970). */
  since: z.number().int().nullable(),
  /** Only messages before then (milliseconds since 1970). */
  until: z.number().int().nullable(),
  pictures: z.boolean(),
  /** Only conversations under this tag. */
  tag: z.string().max(100).nullable(),
});
export type SearchFilters = z.infer<typeof searchFiltersSchema>;

export const searchCalls = {
  /** Finds titles and messages that hold all the words, best first. */
  'search.find': {
    input: z.strictObject({ words: z.string().max(500), filters: searchFiltersSchema }),
    output: z.array(foundSchema),
  },
} as const satisfies CallSchemas;
