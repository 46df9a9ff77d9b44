/** Calls of the workbenches (edit, frames, zoom) that the chat alone does not need. */
import { z } from 'zod';
import { stripSchema, trueFramesSchema } from '../frames';
import { hashSchema, idSchema, regionPartSchema } from '../message';
import { placeSchema, takenPictureSchema } from '../attachment';

/** A part of a picture in its own pixels, turned upright. */
export const boxSchema = z.strictObject({
  x: z.number().min(0),
  y: z.number().min(0),
  width: z.number().min(1),
  height: z.number().min(1),
});
export type Box = z.infer<typeof boxSchema>;

/** What a file to be saved is; each kind has its ending. */
export const savedKindSchema = z.enum(['png', 'gif', 'webm', 'mp4']);
export type SavedKind = z.infer<typeof savedKindSchema>;

/** Most pictures of one question, and so most frames of a clip. */
export const MOST_FRAMES = 64;

export const workbenchCalls = {
  /** Saves a drawn picture as PNG by a dialog; null when the person cancelled, else the path. */
  'lineage.save': {
    input: z.strictObject({
      place: placeSchema,
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
      z.strictObject({ found: z.literal('step'), conversationId: idSchema, ...placeSchema.shape }),
      z.strictObject({
        found: z.literal('rebuilt'),
        conversationId: idSchema,
        ...placeSchema.shape,
        /** Messages at the beginning that were left out, since their pictures are not kept. */
        missing: z.number().int().nonnegative(),
      }),
    ]),
  },
  /** A part of a picture as a picture of its own, in the resolution of the original. */
  'pictures.crop': {
    input: z.strictObject({ image: hashSchema, box: boxSchema }),
    output: takenPictureSchema,
  },
  /** A drawn picture put back into the one it was made from, at that one's size. */
  'pictures.putBack': { input: placeSchema, output: takenPictureSchema },
  /** Finds the part of a picture whose features are nearest the visual tokens of a drawn one. */
  'zoom.locate': {
    input: z.strictObject({ image: hashSchema, place: placeSchema }),
    output: regionPartSchema,
  },
  /** How near a part of a picture is to the visual tokens of a drawn one (cosine, -1 to 1). */
  'zoom.compare': {
    input: z.strictObject({ image: hashSchema, place: placeSchema, box: boxSchema }),
    output: regionPartSchema,
  },
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
  'frames.keepStrip': {
    input: z.strictObject({ id: idSchema, strip: stripSchema.nullable() }),
    output: z.null(),
  },
  /** Keeps the frames that an answer and those after it should have drawn. */
  'frames.keepTruth': { input: trueFramesSchema, output: z.null() },
  /** Saves bytes that the window made, by a dialog; null when the person cancelled, else the path. */
  'files.save': {
    input: z.strictObject({
      name: z.string().min(1).max(200),
      kind: savedKindSchema,
      bytes: z.instanceof(Uint8Array),
    }),
    output: z.string().nullable(),
  },
  /** Saves frames as numbered PNGs in a folder that the person picks; null when cancelled. */
  'frames.save': {
    input: z.strictObject({
      frames: z
        .array(z.strictObject({ image: hashSchema, place: placeSchema.optional() }))
        .min(1)
        .max(400),
    }),
    output: z.string().nullable(),
  },
  /** Stops what is drawn again, located or compared; an answer has its own stop. */
  'work.stop': { input: z.strictObject({}), output: z.null() },
} as const satisfies Record<string, { input: z.ZodType; output: z.ZodType }>;
