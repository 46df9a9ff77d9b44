import { errorCodeSchema, type ErrorCode } from '../../shared/ipc/contract';
import { sentence } from '../../shared/i18n/translate';

/** A refusal of the chat, in one sentence for the person. */
export class ChatError extends Error {
  override readonly name = 'ChatError';

  constructor(
    readonly code: ErrorCode,
    message: string,
  ) {
    super(message);
  }
}

/** An error as data: what happened, and whether it was foreseen. */
export interface Failure {
  readonly code: ErrorCode;
  readonly error: string;
  /** Whether nobody foresaw it, so that it belongs in the log. */
  readonly unexpected: boolean;
}

const FORESEEN = new Set(['ChatError', 'StoreError', 'RuntimeError', 'ArchiveError']);

/** What a person is told of anything that was thrown: by the chat, the store or the runtime. */
export function failureOf(error: unknown): Failure {
  if (error instanceof Error && FORESEEN.has(error.name) && 'code' in error) {
    const code = errorCodeSchema.safeParse(error.code);
    if (code.success) return { code: code.data, error: error.message, unexpected: false };
  }
  const detail = error instanceof Error ? error.message : String(error);
  return {
    code: 'internal',
    error: sentence('chat.unexpected', { detail }),
    unexpected: true,
  };
}
