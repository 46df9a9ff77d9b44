import { TargetError } from '../archive/error';
import { type ErrorCode, AppError } from '../../shared/ipc/errors';

/** Exit codes of every command. */
export const EXIT = {
  done: 0,
  unexpected: 1,
  usage: 2,
  input: 3,
  package: 4,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** A refusal of the command line: one sentence that says what to do, and the exit code. */
export class CommandError extends Error {
  override readonly name = 'CommandError';

  constructor(
    readonly exit: ExitCode,
    message: string,
  ) {
    super(message);
  }
}

const EXIT_OF: Readonly<Record<ErrorCode, ExitCode>> = {
  package: EXIT.package,
  provider: EXIT.package,
  input: EXIT.input,
  context: EXIT.input,
  missing: EXIT.input,
  hub: EXIT.input,
  connection: EXIT.input,
  store: EXIT.input,
  full: EXIT.usage,
  worker: EXIT.unexpected,
  internal: EXIT.unexpected,
  cancelled: EXIT.interrupted,
};

/** What a person is told of anything that was thrown: one sentence, and the exit code. */
export function failureOf(error: unknown): { readonly exit: ExitCode; readonly sentence: string } {
  if (error instanceof CommandError) return { exit: error.exit, sentence: error.message };
  if (error instanceof TargetError) return { exit: EXIT.usage, sentence: error.message };
  if (error instanceof AppError) return { exit: EXIT_OF[error.code], sentence: error.message };
  const detail = error instanceof Error ? error.message : String(error);
  return {
    exit: EXIT.unexpected,
    sentence: `Something went wrong that should not have (${oneLine(detail)}): please report it.`,
  };
}

/** A text without line breaks, so that an error stays one line. */
export function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
