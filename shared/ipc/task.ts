/** The one long task that may run at a time, and its progress. */
import { z } from 'zod';
import { count, empty, nothing, type CallSchemas } from './common';

/** How far an export or import is. */
export const workEventSchema = z.strictObject({
  type: z.literal('work'),
  done: count,
  total: count,
});

export const taskCalls = {
  /** Stops the export or import that runs; nothing of it stays. */
  'task.stop': { input: empty, output: nothing },
} as const satisfies CallSchemas;
