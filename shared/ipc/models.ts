/** Calls about getting models: the catalogue, the hub, and the one that is being got. */
import { z } from 'zod';
import {
  bitsSchema,
  catalogueSchema,
  foundModelSchema,
  gettingSchema,
  lookedAtSchema,
} from '../catalogue';
import { empty, nothing, type CallSchemas } from './common';
import { packageChoiceSchema } from './packages';

/** A name of the catalogue, `owner/name[@revision]`, or the absolute path of a folder or zip. */
const from = z.string().min(1).max(4096);

export const modelsStatusSchema = z.strictObject({
  /** What is being got; null for nothing. */
  getting: gettingSchema.nullable(),
  /** What went wrong last, until the next one is begun or it is put away. */
  failed: z
    .strictObject({
      from: z.string(),
      bits: bitsSchema,
      error: z.string(),
      /** It was stopped, or ended in the middle, and goes on where it was. */
      goesOn: z.boolean(),
    })
    .nullable(),
  /** What was added last. */
  added: z.strictObject({ choice: packageChoiceSchema, name: z.string() }).nullable(),
  /** Bytes of unfinished fetches and conversions on the disk. */
  leftovers: z.number().nonnegative(),
});
export type ModelsStatus = z.infer<typeof modelsStatusSchema>;

export const modelsEventSchema = z.strictObject({
  type: z.literal('models'),
  status: modelsStatusSchema,
});

export const modelsCalls = {
  /** Published models whose recipe the program has; nothing is asked of the network. */
  'models.catalogue': {
    input: empty,
    output: z.strictObject({
      entries: catalogueSchema,
      /** Host that models are fetched from. */
      host: z.string(),
      /** Bytes of memory of this computer, and free bytes where models lie. */
      memory: z.number(),
      disk: z.number(),
    }),
  },
  /** Asks the hub for models whose names hold a text. */
  'models.search': {
    input: z.strictObject({ text: z.string().min(1).max(200) }),
    output: z.array(foundModelSchema),
  },
  /** Asks the hub for a few kilobytes: what the model would be on this computer. */
  'models.look': { input: z.strictObject({ from, bits: bitsSchema }), output: lookedAtSchema },
  /** Begins to get a model; how far it is comes as events. */
  'models.get': {
    input: z.strictObject({ from, bits: bitsSchema, keepsSource: z.boolean() }),
    output: nothing,
  },
  'models.status': { input: empty, output: modelsStatusSchema },
  /** Stops the getting; what is there stays, and getting it again goes on. */
  'models.stop': { input: empty, output: nothing },
  /** Puts the words about the last one away. */
  'models.dismiss': { input: empty, output: nothing },
  /** Removes what unfinished fetches and conversions left. */
  'models.clean': { input: empty, output: nothing },
  /** Lets the person pick a folder or zip; null when cancelled. */
  'models.pick': {
    input: z.strictObject({ kind: z.enum(['folder', 'zip']) }),
    output: z.string().nullable(),
  },
} as const satisfies CallSchemas;
