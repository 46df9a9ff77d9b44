/** Calls that ask and stop, and the queue of questions. */
import { z } from 'zod';
import { nothing, type CallSchemas } from './common';
import { attachmentSchema, mannerSchema, questionKindSchema } from '../attachment';
import { idSchema } from '../message';

export const chatCalls = {
  /** Sends a question; it runs at once or waits in the queue. `parentId` is the message it follows. */
  'chat.send': {
    input: z.strictObject({
      conversationId: idSchema,
      parentId: idSchema.nullable(),
      text: z.string().max(200_000),
      images: z.array(attachmentSchema).max(64),
      ...mannerSchema.shape,
      ...questionKindSchema.shape,
    }),
    output: z.strictObject({ queued: z.boolean() }),
  },
  /** Another answer to the same question, as a new branch; at once, or in its turn. */
  'chat.regenerate': {
    input: z.strictObject({ conversationId: idSchema, messageId: idSchema, ...mannerSchema.shape }),
    output: z.strictObject({ queued: z.boolean() }),
  },
  'chat.stop': { input: z.strictObject({ conversationId: idSchema }), output: nothing },
  'queue.change': {
    input: z.strictObject({ id: idSchema, text: z.string().max(200_000) }),
    output: nothing,
  },
  'queue.remove': { input: z.strictObject({ id: idSchema }), output: nothing },
} as const satisfies CallSchemas;
