/** Calls about clips and predicted frames. */
import { z } from 'zod';
import type { CallSchemas } from './common';
import { partRefSchema } from '../attachment';
import { stripSchema, trueFramesSchema } from '../frames';
import { hashSchema, idSchema } from '../message';

export const framesCalls = {
  /** The best one-to-one match of an answer's pictures to the pictures of its question. */
  'frames.order': {
    input: z.strictObject({ messageId: idSchema }),
    output: z.array(
      z.strictObject({
        /** Number of the given picture, from 1, that comes at this place. */
        given: z.number().int().positive(),
        /** Mean cosine of their visual tokens. */
        similarity: z.number(),
        /** How much more alike than the next best given picture; below 0 where that one was taken. */
        certainty: z.number(),
      }),
    ),
  },
  /** What the frames view keeps of a conversation: the strip, and true frames by their answers. */
  'frames.open': {
    input: z.strictObject({ id: idSchema }),
    output: z.strictObject({
      strip: stripSchema.nullable(),
      truth: z.array(trueFramesSchema),
    }),
  },
  /** Keeps the strip of a conversation; null leaves none. */
  'frames.saveStrip': {
    input: z.strictObject({ id: idSchema, strip: stripSchema.nullable() }),
    output: z.null(),
  },
  /** Keeps the frames that an answer and those after it should have drawn. */
  'frames.saveTruth': { input: trueFramesSchema, output: z.null() },
  /** Saves frames as numbered PNGs in a folder that the person picks; null when cancelled. */
  'frames.save': {
    input: z.strictObject({
      frames: z
        .array(z.strictObject({ image: hashSchema, place: partRefSchema.optional() }))
        .min(1)
        .max(400),
    }),
    output: z.string().nullable(),
  },
} as const satisfies CallSchemas;
