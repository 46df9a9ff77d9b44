/** Published models that can be got, and how far the getting of one is. */
import { z } from 'zod';

/** Precisions that a model can be converted to, in bits. */
export const bitsSchema = z.union([z.literal(4), z.literal(8), z.literal(16), z.literal(32)]);
export type Bits = z.infer<typeof bitsSchema>;

const bytes = z.number().nonnegative();
/** Bytes by precision. */
const byBits = z.partialRecord(z.enum(['4', '8', '16', '32']), bytes);

export const catalogueEntrySchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  authors: z.string(),
  /** owner/name at the hub. */
  repository: z.string(),
  revision: z.string(),
  recipe: z.string(),
  licence: z.string(),
  /** The licence in a line. */
  licenceLine: z.string(),
  licenceUrl: z.string(),
  parameters: z.number().positive(),
  /** Bytes to be fetched. */
  fetched: bytes,
  /** Bytes on the disk afterwards. */
  converted: byBits,
  /** Bytes of memory at its highest. */
  memory: byBits,
  /** Figures that its authors report. */
  figures: z.array(z.strictObject({ name: z.string(), value: z.string() })),
  figuresFrom: z.string(),
});
export type CatalogueEntry = z.infer<typeof catalogueEntrySchema>;
export const catalogueSchema = z.array(catalogueEntrySchema);

/** What getting a model does: fetches, checks and converts; or copies a package. */
export const stageSchema = z.enum(['looking', 'fetching', 'checking', 'converting', 'copying']);
export type GetStage = z.infer<typeof stageSchema>;

/** A model that is being got. */
export const gettingSchema = z.strictObject({
  name: z.string(),
  stage: stageSchema,
  /** Bytes of this stage. */
  done: bytes,
  total: bytes,
});
export type Getting = z.infer<typeof gettingSchema>;

/** A model that the hub found. */
export const foundModelSchema = z.strictObject({
  repository: z.string(),
  downloads: z.number(),
  licence: z.string().nullable(),
  gated: z.boolean(),
});

/** What a model of the hub would be, before it is fetched. */
export const lookedAtSchema = z.strictObject({
  repository: z.string(),
  commit: z.string(),
  licence: z.string().nullable(),
  gated: z.boolean(),
  recipe: z.string(),
  fetched: bytes,
  converted: bytes,
});
export type LookedAt = z.infer<typeof lookedAtSchema>;
