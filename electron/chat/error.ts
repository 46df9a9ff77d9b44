import { t } from '../../shared/i18n/translate';
import { AppError, type ErrorCode } from '../../shared/ipc/errors';

/** An error as data: what happened, and whether it was expected. */
export interface Failure {
  readonly code: ErrorCode;
  readonly error: string;
  /** Whether it was unexpected and so belongs in the log. */
  readonly unexpected: boolean;
}

/** Turns anything thrown by the chat, the store or the runtime into a message for the person. */
export function failureOf(error: unknown): Failure {
  if (error instanceof AppError) {
    return { code: error.code, error: error.message, unexpected: false };
  }
  const detail = error instanceof Error ? error.message : String(error);
  return {
    code: 'internal',
    error: t('chat.unexpected', { detail }),
    unexpected: true,
  };
}
