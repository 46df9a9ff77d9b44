/** The call that saves files which the window made. */
import { z } from 'zod';
import type { CallSchemas } from './common';

/** What a file to be saved is; each kind has its ending. */
export const savedKindSchema = z.enum(['png', 'gif', 'webm', 'mp4']);
export type SavedKind = z.infer<typeof savedKindSchema>;

export const filesCalls = {
  /** Saves bytes that the window made, by a dialog; null when the person cancelled, else the path. */
  'files.save': {
    input: z.strictObject({
      name: z.string().min(1).max(200),
      kind: savedKindSchema,
      bytes: z.instanceof(Uint8Array),
    }),
    output: z.string().nullable(),
  },
} as const satisfies CallSchemas;
