/** Errors that cross processes: a code for programs and one sentence for the person. */
import { z } from 'zod';

export const errorCodeSchema = z.enum([
  'input',
  'missing',
  'package',
  'context',
  'provider',
  'worker',
  'hub',
  'connection',
  'store',
  'full',
  'cancelled',
  'internal',
]);
export type ErrorCode = z.infer<typeof errorCodeSchema>;

/** An error that was foreseen: its message is one sentence that a person may be shown as it is. */
export class AppError extends Error {
  override readonly name: string = 'AppError';

  constructor(
    readonly code: ErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
