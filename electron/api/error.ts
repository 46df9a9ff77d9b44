import { failureOf } from '../chat/error';
import type { ErrorCode } from '../../shared/ipc/errors';

/** Why a request is refused: the status of HTTP, a code for programs, one sentence for people. */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** An error in the form that OpenAI's clients read. */
export interface ErrorBody {
  readonly error: {
    readonly message: string;
    readonly type: string;
    readonly code: string;
    readonly param: null;
  };
}

const STATUS: Readonly<Partial<Record<ErrorCode, number>>> = {
  input: 400,
  context: 400,
  missing: 404,
  package: 503,
  provider: 503,
  worker: 503,
  connection: 502,
  full: 507,
};

/**
 * Whatever was thrown, as an answer.
 *
 * @param report called with unexpected errors
 */
export function answerTo(
  error: unknown,
  report: (error: unknown) => void,
): { readonly status: number; readonly body: ErrorBody } {
  if (error instanceof ApiError) return bodyOf(error.status, error.code, error.message);
  const { code, error: words, unexpected } = failureOf(error);
  if (unexpected) report(error);
  return bodyOf(STATUS[code] ?? 500, code, words);
}

function bodyOf(status: number, code: string, message: string) {
  const type = status >= 500 ? 'server_error' : 'invalid_request_error';
  return { status, body: { error: { message, type, code, param: null } } };
}
