/**
 * The history of a drawn picture, as it travels in the PNG's metadata (`iTXt` fields; their names
 * and meaning are in `electron/chat/lineage/README.md`).
 */
import { z } from 'zod';
import { hashSchema, roleSchema, partSchema } from './message';

/** Keywords of the fields. */
export const LINEAGE_KEYWORD = 'MetaMorph lineage';
export const SOFTWARE_KEYWORD = 'Software';
export const INSTRUCTION_KEYWORD = 'Description';
export const SOFTWARE = 'MetaMorph Studio';

/** Longest lineage in bytes of UTF-8; older messages are left out to stay below. */
export const MOST_LINEAGE_BYTES = 512 * 1024;

/** Most letters of the system prompt, messages, and parts of a message that a lineage may have. */
export const LINEAGE_LIMITS = { systemPrompt: 20_000, messages: 1000, parts: 200 } as const;

export const lineageSchema = z.strictObject({
  version: z.literal(1),
  /** SHA-256 of the PNG as the studio keeps it, without these fields. */
  picture: hashSchema,
  /** Place of the picture among the parts of the last message. */
  part: z.number().int().min(0).max(1000),
  systemPrompt: z.string().max(LINEAGE_LIMITS.systemPrompt),
  /** The prompt and the answer: all messages from the first to the one that holds the picture. */
  messages: z
    .array(
      z.strictObject({ role: roleSchema, parts: z.array(partSchema).max(LINEAGE_LIMITS.parts) }),
    )
    .min(1)
    .max(LINEAGE_LIMITS.messages),
});
export type Lineage = z.infer<typeof lineageSchema>;
