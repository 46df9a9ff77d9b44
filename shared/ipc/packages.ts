/** Calls about the model packages of this computer: which there are, adding, removing, choosing. */
import { z } from 'zod';
import { gradedFigureSchema, taskIdSchema } from '../manifest';
import { hashSchema, idSchema } from '../message';

const empty = z.strictObject({});
const nothing = z.null();
const bytes = z.number().nonnegative();

/** Which package: the embedded one, or an added one by the hash of its manifest. */
export const packageChoiceSchema = z.union([z.literal('embedded'), hashSchema]);
export type PackageChoice = z.infer<typeof packageChoiceSchema>;

/** What is shown of a package. */
export const packageCardSchema = z.strictObject({
  choice: packageChoiceSchema,
  folder: z.string(),
  hash: z.string(),
  name: z.string(),
  version: z.string(),
  licence: z.string(),
  origin: z.string(),
  /** Bytes of its files. */
  size: bytes,
  tasks: z.array(taskIdSchema),
  limits: z.string(),
  figures: z.array(gradedFigureSchema),
  /** About what it needs while it answers, against what this computer has; null if not known. */
  memory: z.strictObject({ need: bytes, total: bytes, free: bytes }).nullable(),
  /** One sentence for a package that cannot be used; else null. */
  fault: z.string().nullable(),
});
export type PackageCard = z.infer<typeof packageCardSchema>;

export const packagesCalls = {
  'packages.list': { input: empty, output: z.array(packageCardSchema) },
  /** Adds the package of a folder or zip that the person picks; null when cancelled. Progress comes as events. */
  'packages.add': {
    input: z.strictObject({ from: z.enum(['folder', 'zip']) }),
    output: packageCardSchema.nullable(),
  },
  /** Stops the adding; nothing of the package stays. */
  'packages.stop': { input: empty, output: nothing },
  /** Removes an added package for good. */
  'packages.remove': { input: z.strictObject({ choice: packageChoiceSchema }), output: nothing },
  /** Which package answers in a conversation; null for the one of the settings. */
  'packages.chosen': {
    input: z.strictObject({ conversationId: idSchema }),
    output: packageChoiceSchema.nullable(),
  },
  /** The package that will answer there: the chosen one, else that of the settings. */
  'packages.answering': {
    input: z.strictObject({ conversationId: idSchema }),
    output: packageCardSchema,
  },
  'packages.choose': {
    input: z.strictObject({
      conversationId: idSchema,
      choice: packageChoiceSchema.nullable(),
    }),
    output: nothing,
  },
} as const satisfies Record<string, { input: z.ZodType; output: z.ZodType }>;
