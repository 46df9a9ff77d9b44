import { RuntimeError, type RuntimeErrorCode } from '../../shared/runtimeError';
import { ArchiveError, TargetError, type ArchiveErrorCode } from '../archive/error';
import { StoreError, type StoreErrorCode } from '../store/error';

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

const EXIT_OF: Readonly<Record<RuntimeErrorCode, ExitCode>> = {
  package: EXIT.package,
  provider: EXIT.package,
  input: EXIT.input,
  context: EXIT.input,
  worker: EXIT.unexpected,
  cancelled: EXIT.interrupted,
};

const EXIT_OF_STORE: Readonly<Record<StoreErrorCode, ExitCode>> = {
  store: EXIT.input,
  missing: EXIT.input,
  input: EXIT.input,
  full: EXIT.usage,
  cancelled: EXIT.interrupted,
};

const EXIT_OF_ARCHIVE: Readonly<Record<ArchiveErrorCode, ExitCode>> = {
  input: EXIT.input,
  full: EXIT.usage,
  cancelled: EXIT.interrupted,
};

/** What a person is told of anything that was thrown: one sentence, and the exit code. */
export function failureOf(error: unknown): { readonly exit: ExitCode; readonly sentence: string } {
  if (error instanceof CommandError) return { exit: error.exit, sentence: error.message };
  if (error instanceof RuntimeError) {
    return { exit: EXIT_OF[error.code], sentence: error.message };
  }
  if (error instanceof StoreError) {
    return { exit: EXIT_OF_STORE[error.code], sentence: error.message };
  }
  if (error instanceof TargetError) return { exit: EXIT.usage, sentence: error.message };
  if (error instanceof ArchiveError) {
    return { exit: EXIT_OF_ARCHIVE[error.code], sentence: error.message };
  }
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
