/** Calls that keep what people made safe: copies, the check of all data, moving the data folder. */
import { z } from 'zod';
import { importedSchema } from './collection';

const nothing = z.null();
const empty = z.strictObject({});
const count = z.number().int().nonnegative();
const moment = z.number().int().min(0).max(8.64e15);

/** Name of a copy: the moment it was made, as its folder has it. */
export const copyNameSchema = z.string().regex(/^\d{4}-\d\d-\d\dT[\d-]+Z$/);

export const copyReasonSchema = z.enum(['daily', 'migration', 'asked', 'repair']);
export type CopyReason = z.infer<typeof copyReasonSchema>;

/** `copy.json` beside the database of a copy. */
export const copyRecordSchema = z.strictObject({
  createdAt: moment,
  reason: copyReasonSchema,
  conversations: count,
  messages: count,
  images: count,
  /** Pictures and visual tokens whose files were gone or damaged already. */
  missing: count,
});

export const copySchema = copyRecordSchema.extend({ name: copyNameSchema });
export type Copy = z.infer<typeof copySchema>;

/** What a check may find, each with its number and the first names. */
export const findingKindSchema = z.enum([
  'database',
  'rows',
  'search',
  'imageDamaged',
  'imageMissing',
  'tokensDamaged',
  'tokensMissing',
  'unnamed',
]);
export type FindingKind = z.infer<typeof findingKindSchema>;

export const findingSchema = z.strictObject({
  kind: findingKindSchema,
  count,
  /** Of these, how many can be taken whole from a copy. */
  restorable: count,
  /** The first of them, by name. */
  names: z.array(z.string()),
});
export type Finding = z.infer<typeof findingSchema>;

/** What all data was looked at for, and what was found. */
export const reportSchema = z.strictObject({
  conversations: count,
  messages: count,
  images: count,
  tokens: count,
  findings: z.array(findingSchema),
});
export type CheckReport = z.infer<typeof reportSchema>;

/** What a repair did. */
export const repairedSchema = z.strictObject({
  /** Absolute folder of what was moved aside; null when nothing was. */
  aside: z.string().nullable(),
  movedAside: count,
  restored: count,
  /** Whether the rest is mended when the studio starts next. */
  restart: z.boolean(),
  report: reportSchema,
});
export type Repaired = z.infer<typeof repairedSchema>;

/** What a rescue read of a damaged database. */
export const rescuedSchema = z.strictObject({
  at: moment,
  conversations: count,
  messages: count,
  images: count,
  /** Rows that were read but fit nowhere any more; they lie in a file beside the original. */
  left: count,
  /** Names of tables of which not all could be read. */
  tables: z.array(z.string()),
  /** Absolute folder of the original, byte for byte. */
  aside: z.string(),
});
export type Rescued = z.infer<typeof rescuedSchema>;

export const safetyCalls = {
  /** All copies, the newest first, and what they take of the disk together (bytes). */
  'copies.list': {
    input: empty,
    output: z.strictObject({ copies: z.array(copySchema), size: count }),
  },
  /** Makes a copy now. */
  'copies.make': { input: empty, output: copySchema },
  /** Looks inside a copy: what bringing it back would add. `archive.import` then does it. */
  'copies.look': { input: z.strictObject({ name: copyNameSchema }), output: importedSchema },
  /** Looks at all data; changes nothing. */
  'data.check': { input: empty, output: reportSchema },
  /** Mends what a check finds: moves aside, takes from copies, never deletes. */
  'data.repair': { input: empty, output: repairedSchema },
  /**
   * Moves all data to a folder that the person picks, then the studio starts anew there; null when
   * cancelled, else the absolute folder.
   */
  'data.move': { input: empty, output: z.string().nullable() },
  /** What a rescue at this start found; null when none was needed. */
  'data.rescued': { input: empty, output: rescuedSchema.nullable() },
  /** Starts the studio anew. */
  'program.restart': { input: empty, output: nothing },
} as const satisfies Record<string, { input: z.ZodType; output: z.ZodType }>;
