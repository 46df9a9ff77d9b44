/** Schemas that many calls share. */
import { z } from 'zod';

/** Input and output of each call of a domain. */
export type CallSchemas = Record<string, { input: z.ZodType; output: z.ZodType }>;

export const empty = z.strictObject({});
export const nothing = z.null();
export const count = z.number().int().nonnegative();
/** What a person names something. */
export const nameSchema = z.string().trim().max(200);
