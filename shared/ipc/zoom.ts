/** Calls that find in a picture what the model imagined. */
import { z } from 'zod';
import type { CallSchemas } from './common';
import { boxSchema } from '../image';
import { partRefSchema } from '../attachment';
import { hashSchema, regionPartSchema } from '../message';

export const zoomCalls = {
  /** Finds the part of a picture whose features are nearest the visual tokens of a drawn one. */
  'zoom.locate': {
    input: z.strictObject({ image: hashSchema, place: partRefSchema }),
    output: regionPartSchema,
  },
  /** How near a part of a picture is to the visual tokens of a drawn one (cosine, -1 to 1). */
  'zoom.compare': {
    input: z.strictObject({ image: hashSchema, place: partRefSchema, box: boxSchema }),
    output: regionPartSchema,
  },
} as const satisfies CallSchemas;
