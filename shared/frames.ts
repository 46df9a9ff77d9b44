/** What the frames view keeps of clips beside the conversation's own messages. */
import { z } from 'zod';
import { attachmentSchema } from './attachment';
import { hashSchema, idSchema } from './message';

/** Most pictures of one question, and so most frames of a clip. */
export const MOST_FRAMES = 64;

/** Most frames that a strip holds; a longer clip is sampled evenly. */
export const MOST_STRIP = 200;

const place = z
  .number()
  .int()
  .nonnegative()
  .max(MOST_STRIP - 1);

/** The frames that lie ready to be asked about, in their order. */
export const stripSchema = z.strictObject({
  frames: z
    .array(
      z.strictObject({
        picture: attachmentSchema,
        /** Seconds from the beginning of the clip; null for single pictures. */
        time: z.number().nonnegative().nullable(),
      }),
    )
    .min(1)
    .max(MOST_STRIP),
  framesPerSecond: z.number().positive().max(1000),
  /** The frames that the model is shown: places of the first and the last. */
  from: place,
  to: place,
  /** What was done on the way in, in words; empty for nothing. */
  note: z.string().max(1000),
});
export type SavedStrip = z.infer<typeof stripSchema>;

/** Frames that were kept back, in the order in which an answer and those after it should draw them. */
export const trueFramesSchema = z.strictObject({
  answerId: idSchema,
  images: z.array(hashSchema).max(MOST_STRIP),
});
export type TrueFrames = z.infer<typeof trueFramesSchema>;
