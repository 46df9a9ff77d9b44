/** Calls about single pictures: attaching, saving, cropping, drawing again. */
import { z } from 'zod';
import { empty, nothing, type CallSchemas } from './common';
import { boxSchema } from '../image';
import { partRefSchema, attachmentSchema } from '../attachment';
import { hashSchema, idSchema, imagePartSchema, messageSchema } from '../message';

const seed = z.number().int().min(0).max(0xffffffff);

export const visualizerSettingsSchema = z.strictObject({
  seed: seed,
  guidance: z.number().min(0).max(30),
  steps: z.number().int().min(1).max(200),
  variation: z.number().min(0).max(2),
});
export type VisualizerSettings = Readonly<z.infer<typeof visualizerSettingsSchema>>;

const variantSchema = z.strictObject({
  part: imagePartSchema,
  /**
   * Mean absolute difference to the first variant in 0..255; of the first to the picture as it is,
   * null where that has no pixels.
   */
  difference: z.number().nullable(),
});

export const picturesCalls = {
  /** Takes a picture by its bytes (paste, drop) or by a file dialog. */
  'pictures.attach': {
    input: z.strictObject({ name: z.string().max(1000), bytes: z.instanceof(Uint8Array) }),
    output: attachmentSchema,
  },
  'pictures.pick': { input: empty, output: z.array(attachmentSchema) },
  /** Saves a picture as PNG by a dialog; null when the person cancelled, else the path. */
  'pictures.save': { input: z.strictObject({ image: hashSchema }), output: z.string().nullable() },
  'pictures.copy': { input: z.strictObject({ image: hashSchema }), output: nothing },
  /** Draws the kept visual tokens of a picture again; several settings give several variants. */
  'pictures.redraw': {
    input: z.strictObject({
      messageId: idSchema,
      part: z.number().int().nonnegative(),
      settings: z.array(visualizerSettingsSchema).min(1).max(4),
    }),
    output: z.array(variantSchema),
  },
  /** Puts a variant in the place of the picture it was decoded from. */
  'pictures.choose': {
    input: z.strictObject({
      messageId: idSchema,
      part: z.number().int().nonnegative(),
      chosen: imagePartSchema,
    }),
    output: messageSchema,
  },
  /** The model is shown its own picture and says what it sees; nothing is written to the conversation. */
  'pictures.readBack': {
    input: partRefSchema,
    output: z.strictObject({ asked: z.string(), seen: z.string() }),
  },
  /** A part of a picture as a picture of its own, in the resolution of the original. */
  'pictures.crop': {
    input: z.strictObject({ image: hashSchema, box: boxSchema }),
    output: attachmentSchema,
  },
  /** A drawn picture put back into the one it was made from, at that one's size. */
  'pictures.putBack': { input: partRefSchema, output: attachmentSchema },
  /** Stops what is drawn again, located or compared; an answer has its own stop. */
  'pictures.stop': { input: z.strictObject({}), output: z.null() },
} as const satisfies CallSchemas;
