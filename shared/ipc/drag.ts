/** Calls that let a person drag something out of the window as a file. */
import { z } from 'zod';
import { selectionSchema, formatSchema, shownOptionsSchema } from './archive';
import type { CallSchemas } from './common';
import { partRefSchema } from '../attachment';
import { hashSchema } from '../message';

/** What is dragged: an export, or one picture; `place` is where a drawn one stands. */
export const draggedSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('export'),
    selection: selectionSchema,
    format: formatSchema,
    options: shownOptionsSchema,
  }),
  z.strictObject({
    kind: z.literal('picture'),
    image: hashSchema,
    place: partRefSchema.optional(),
  }),
]);
export type Dragged = z.infer<typeof draggedSchema>;

const preparedSchema = z.strictObject({ id: z.uuid() });

export const dragCalls = {
  /** Writes the file that is dragged; it stays until it is among the older ones. */
  'drag.prepare': { input: draggedSchema, output: preparedSchema },
  /** Puts the prepared file under the pointer, whose button must still be down. */
  'drag.start': { input: preparedSchema, output: z.null() },
} as const satisfies CallSchemas;
