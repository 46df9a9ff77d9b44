/** Calls about the library of prompts. */
import { z } from 'zod';
import { empty, nameSchema, nothing, type CallSchemas } from './common';
import { idSchema } from '../message';

/** Words to be used again; `{{name}}` and `{{name=value}}` in them are filled in when used. */
export const promptSchema = z.strictObject({
  id: idSchema,
  title: z.string(),
  text: z.string(),
  createdAt: z.number().int(),
  usedAt: z.number().int(),
});
export type Prompt = z.infer<typeof promptSchema>;

export const promptsCalls = {
  /** Used last first. */
  'prompts.list': { input: empty, output: z.array(promptSchema) },
  /** Keeps a prompt: a new one without an id, else in the place of the old one. */
  'prompts.save': {
    input: z.strictObject({
      id: idSchema.nullable(),
      title: nameSchema.min(1),
      text: z.string().min(1).max(20_000),
    }),
    output: promptSchema,
  },
  'prompts.used': { input: z.strictObject({ id: idSchema }), output: nothing },
  'prompts.delete': { input: z.strictObject({ id: idSchema }), output: nothing },
} as const satisfies CallSchemas;
