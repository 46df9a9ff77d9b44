import { z } from 'zod';
import { ConnectionError, withoutKey, type ConnectionKey } from './error';

/** A server may ask for a pause of so long where it does not say how long (ms). */
const UNSAID_WAIT = 60_000;

/** What was asked of whom. */
export interface Asked {
  readonly host: string;
  readonly path: string;
  readonly model: string;
  readonly key: string | undefined;
}

const issueSchema = z.object({
  loc: z.array(z.union([z.string(), z.number()])).nullish(),
  msg: z.string().nullish(),
});
const errorSchema = z.object({
  message: z.string().nullish(),
  code: z.union([z.string(), z.number()]).nullish(),
  type: z.string().nullish(),
  param: z.string().nullish(),
});
/** The forms in which servers say what is wrong: OpenAI's, FastAPI's, and plain words. */
const refusalSchema = z.object({
  error: z.union([errorSchema, z.string()]).nullish(),
  detail: z.union([z.string(), z.array(issueSchema), errorSchema]).nullish(),
  message: z.string().nullish(),
  object: z.string().nullish(),
});

/** What a server says of a failure, in its own words. */
export interface Complaint {
  readonly message: string;
  readonly code: string;
  readonly parameter: string;
}

/** Reads a failure out of JSON of any of the known forms; nothing where it has none. */
export function complaintOf(value: unknown): Complaint | undefined {
  const parsed = refusalSchema.safeParse(value);
  if (!parsed.success) return undefined;
  const { error, detail, message, object } = parsed.data;
  if (typeof error === 'string') return { message: error, code: '', parameter: '' };
  if (error) return fromError(error);
  if (typeof detail === 'string') return { message: detail, code: '', parameter: '' };
  if (Array.isArray(detail)) {
    const [issue] = detail;
    const place = issue?.loc?.filter((part) => part !== 'body').join('.') ?? '';
    return { message: [place, issue?.msg ?? ''].join(': '), code: '', parameter: place };
  }
  if (detail) return fromError(detail);
  // vLLM's older form has its message at the top.
  const words = typeof message === 'string' && (object === 'error' || object === undefined);
  return words ? { message, code: '', parameter: '' } : undefined;
}

const fromError = ({ message, code, type, param }: z.infer<typeof errorSchema>): Complaint => ({
  message: message ?? String(code ?? type ?? ''),
  code: String(code ?? type ?? ''),
  parameter: param ?? '',
});

/** The sentence for an answer that is none, by its status and what the server says. */
export function refusal(
  { status, headers }: Pick<Response, 'status' | 'headers'>,
  complaint: Complaint | undefined,
  asked: Asked,
  optional: readonly string[],
): ConnectionError {
  const { host, path, model, key } = asked;
  const { message = '', code = '', parameter = '' } = complaint ?? {};
  const detail = withoutKey(message, key) || String(status);
  const waitMs = waitOf(headers);
  if (status === 401) {
    const which = key === undefined ? 'connection.keyNeeded' : 'connection.keyRefused';
    return new ConnectionError(which, { host });
  }
  if (status === 402) return new ConnectionError('connection.credit', { host });
  if (status === 403) return new ConnectionError('connection.forbidden', { host, detail });
  if (/context_length|context_window|exceed_context/.test(code) || isTooLong(message)) {
    return new ConnectionError('connection.tooLong', { host });
  }
  if (status === 404 || status === 405 || status === 410) {
    const aboutModel = /model_not_found/.test(code) || parameter === 'model' || isModel(message);
    return aboutModel && model !== ''
      ? new ConnectionError('connection.modelMissing', { host, model })
      : new ConnectionError('connection.nothingThere', { host, path });
  }
  if (status === 413) return new ConnectionError('connection.requestLarge', { host });
  if (status === 429) {
    const minutes = Math.max(1, Math.ceil((waitMs ?? UNSAID_WAIT) / 60_000));
    const again = !/insufficient_quota/.test(code);
    return again
      ? new ConnectionError('connection.tooMany', { host, minutes }, { again, waitMs })
      : new ConnectionError('connection.credit', { host });
  }
  if (status === 503) {
    return new ConnectionError('connection.starting', { host, detail }, { again: true, waitMs });
  }
  if (status >= 500) return new ConnectionError('connection.server', { host, status, detail });
  if (status === 400 || status === 422) {
    const named = (name: string): boolean =>
      parameter === name || new RegExp(`(?<![a-z_])${name}(?![a-z_])`).test(message);
    const refused = optional.filter(named);
    return new ConnectionError(requestKey(message), { host, detail }, { refused });
  }
  return new ConnectionError('connection.unexpected', { host, status });
}

const requestKey = (message: string): ConnectionKey =>
  /content_policy|moderation|safety system/i.test(message)
    ? 'connection.filtered'
    : 'connection.refused';

const isTooLong = (message: string): boolean =>
  /(maximum|available) context (length|size)|context length exceeded|prompt is too long/i.test(
    message.slice(0, 2000),
  );

const isModel = (message: string): boolean =>
  /\bmodel\b.{0,300}(not found|does not exist|not exist|no such|try pulling)|no (such )?model\b/is.test(
    message.slice(0, 2000),
  );

/** How long to wait (ms): `Retry-After` has seconds or a date. */
function waitOf(headers: Headers): number | undefined {
  const text = headers.get('retry-after')?.trim() ?? '';
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}
