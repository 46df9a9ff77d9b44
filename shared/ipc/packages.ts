/** Calls about the model packages of this computer: which there are, loading, adding, choosing. */
import { z } from 'zod';
import { empty, nothing, type CallSchemas } from './common';
import { capabilitiesSchema } from '../capabilities';
import { gradedFigureSchema, taskIdSchema, manifestSchema } from '../manifest';
import { hashSchema, idSchema } from '../message';

export const packageStatusSchema = z.discriminatedUnion('state', [
  /** With the share that is done, once it is known. */
  z.strictObject({ state: z.literal('loading'), progress: z.number().min(0).max(1).optional() }),
  z.strictObject({
    state: z.literal('ready'),
    manifest: manifestSchema,
    hash: hashSchema,
    provider: z.string(),
    providerReason: z.string(),
    loadTime: z.number(),
  }),
  z.strictObject({ state: z.literal('failed'), error: z.string() }),
  /** Nothing is loaded: by the person's wish, or after a rest; then the next question loads it. */
  z.strictObject({ state: z.literal('idle'), rested: z.boolean().optional() }),
  /** Not loaded, since it would not fit into memory (bytes); the person may load it all the same. */
  z.strictObject({ state: z.literal('unfit'), error: z.string() }),
]);
export type PackageStatus = z.infer<typeof packageStatusSchema>;

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
  /** Null where it is not known. */
  capabilities: capabilitiesSchema.nullable(),
  limits: z.string(),
  figures: z.array(gradedFigureSchema),
  /** About what it needs while it answers, against what this computer has; null if not known. */
  memory: z.strictObject({ need: bytes, total: bytes, free: bytes }).nullable(),
  /** One sentence for a package that cannot be used; else null. */
  fault: z.string().nullable(),
});
export type PackageCard = z.infer<typeof packageCardSchema>;

export const packagesCalls = {
  'packages.status': { input: empty, output: packageStatusSchema },
  /** Loads the package; `anyway` also one that would not fit into memory. */
  'packages.load': {
    input: z.strictObject({ anyway: z.boolean().optional() }),
    output: nothing,
  },
  'packages.unload': { input: empty, output: nothing },
  'packages.pickFolder': { input: empty, output: z.string().nullable() },
  'packages.list': { input: empty, output: z.array(packageCardSchema) },
  /** Adds the package of a folder or zip that the person picks; null when cancelled. Progress comes as events. */
  'packages.add': {
    input: z.strictObject({ from: z.enum(['folder', 'zip']) }),
    output: packageCardSchema.nullable(),
  },
  /** Stops the adding; nothing of the package stays. */
  'packages.cancelAdd': { input: empty, output: nothing },
  /** Removes an added package for good. */
  'packages.remove': { input: z.strictObject({ choice: packageChoiceSchema }), output: nothing },
  /** Which package answers in a conversation; null for the one of the settings. */
  'packages.choice': {
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
} as const satisfies CallSchemas;
