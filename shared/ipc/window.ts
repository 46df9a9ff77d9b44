/** Calls about what a window shows when it starts, and about windows that failed. */
import { z } from 'zod';
import { conversationSchema, idSchema } from '../message';
import { empty, nothing, type CallSchemas } from './common';

export const windowCalls = {
  /**
   * What a window that starts shows: the conversation changed last. When a window ended or did not
   * answer with one on the screen, that one is left out, and no other is opened in its place.
   */
  'window.start': {
    input: empty,
    output: z.strictObject({
      open: idSchema.nullable(),
      left: conversationSchema.pick({ id: true, title: true }).nullable(),
    }),
  },
  /** The conversation is on the screen, and the window answers. */
  'window.shown': { input: z.strictObject({ id: idSchema }), output: nothing },
  /** The window ran into a fault with what is on the screen. */
  'window.failed': { input: empty, output: nothing },
} as const satisfies CallSchemas;
