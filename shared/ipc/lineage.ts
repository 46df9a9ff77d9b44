/** Calls about the history that a saved picture carries. */
import { z } from 'zod';
import type { CallSchemas } from './common';
import { partRefSchema } from '../attachment';
import { hashSchema, idSchema } from '../message';

export const lineageCalls = {
  /** Saves a drawn picture as PNG by a dialog; null when the person cancelled, else the path. */
  'lineage.save': {
    input: z.strictObject({
      place: partRefSchema,
      /** Whether the PNG carries how it was made. */
      history: z.boolean(),
      /** Whether it is put back into the picture that it was made from, at that one's size. */
      original: z.boolean(),
    }),
    output: z.string().nullable(),
  },
  /** Looks whether a picture that was taken in carries its history, and opens or rebuilds that. */
  'lineage.open': {
    input: z.strictObject({ image: hashSchema }),
    output: z.discriminatedUnion('found', [
      z.strictObject({ found: z.literal('none') }),
      /** There is such a field, but this program did not write it so. */
      z.strictObject({ found: z.literal('foreign') }),
      z.strictObject({
        found: z.literal('step'),
        conversationId: idSchema,
        ...partRefSchema.shape,
      }),
      z.strictObject({
        found: z.literal('rebuilt'),
        conversationId: idSchema,
        ...partRefSchema.shape,
        /** Messages at the beginning that were left out, since their pictures are not kept. */
        missing: z.number().int().nonnegative(),
      }),
    ]),
  },
} as const satisfies CallSchemas;
