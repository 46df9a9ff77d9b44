/** Calls about what was deleted and can be restored. */
import { z } from 'zod';
import { count, empty, nothing, type CallSchemas } from './common';
import { hashSchema, idSchema } from '../message';

/** What lies in the trash. */
export const trashEntrySchema = z.strictObject({
  /** `picture` is one that another drawing of its visual tokens took the place of. */
  kind: z.enum(['conversation', 'branch', 'prompt', 'picture']),
  /** Of a picture, the number of the step that replaced it. */
  id: z.union([idSchema, z.string().regex(/^\d{1,15}$/)]),
  /** Title of the conversation or prompt; of a branch or picture, that of its conversation. */
  title: z.string(),
  /** First words of a branch or prompt, or what a picture was asked for; empty for a conversation. */
  excerpt: z.string(),
  messages: count,
  images: z.array(hashSchema),
  removedAt: z.number().int(),
});
export type TrashEntry = z.infer<typeof trashEntrySchema>;

export const trashCalls = {
  'trash.list': { input: empty, output: z.array(trashEntrySchema) },
  'trash.restore': {
    input: trashEntrySchema.pick({ kind: true, id: true }),
    /** The conversation to show; null for a prompt. */
    output: idSchema.nullable(),
  },
  /** Removes one thing for good. */
  'trash.remove': { input: trashEntrySchema.pick({ kind: true, id: true }), output: nothing },
  /** Removes for good what has been in the trash for so many days; 0 for all of it. */
  'trash.empty': { input: z.strictObject({ days: count.max(3650) }), output: nothing },
} as const satisfies CallSchemas;
