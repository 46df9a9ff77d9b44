/** What kind of thing went wrong in the model runtime. */
export type RuntimeErrorCode =
  'package' | 'input' | 'context' | 'provider' | 'worker' | 'cancelled';

/** An error of the model runtime whose sentence may be shown to a person as it is. */
export class RuntimeError extends Error {
  override readonly name = 'RuntimeError';

  constructor(
    readonly code: RuntimeErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
