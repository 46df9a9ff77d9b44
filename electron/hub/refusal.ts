import { HubError } from './error';
import { addressAt } from './options';

/** The hub counts requests in windows of this length (ms). */
const WINDOW = 300_000;

/** What was asked of whom. */
interface Asked {
  readonly repository: string;
  readonly revision?: string | undefined;
  readonly file?: string | undefined;
  readonly endpoint: URL;
  /** Whether the hub itself answered, and not a host that it led to. */
  readonly own: boolean;
  readonly host: string;
}

/** The sentence for an answer that is none, by its status and the hub's own codes. */
export function refusal({ status, headers }: Response, asked: Asked): HubError {
  const { repository, revision = 'main', file = '', endpoint, own, host } = asked;
  if (status === 429) return tooMany(headers, host);
  if (status === 416) return new HubError('hub.changed', { host, file }, true);
  // A signed address of a storage may have run out: the hub gives a new one.
  if (status >= 500 || status === 408 || !own) {
    return new HubError('hub.server', { host, status }, true, waitOf(headers));
  }
  const code = headers.get('x-error-code');
  if (status === 401 || status === 403) {
    const page = addressAt(endpoint, `/${repository}`).href;
    if (code === 'GatedRepo') return new HubError('hub.gated', { repository, page });
    if (code === 'RepoNotFound') return new HubError('hub.repositoryMissing', { repository, host });
    return status === 401
      ? new HubError('hub.unauthorised', { host })
      : new HubError('hub.forbidden', { repository });
  }
  if (status !== 404) return new HubError('hub.unexpected', { host, status });
  if (code === 'RevisionNotFound') {
    return new HubError('hub.revisionMissing', { repository, revision });
  }
  return file && code !== 'RepoNotFound'
    ? new HubError('hub.fileMissing', { repository, file })
    : new HubError('hub.repositoryMissing', { repository, host });
}

function tooMany(headers: Headers, host: string): HubError {
  const waitMs = waitOf(headers);
  const minutes = Math.max(1, Math.ceil((waitMs ?? WINDOW) / 60_000));
  return new HubError('hub.tooMany', { host, minutes }, true, waitMs);
}

/** How long to wait (ms): `Retry-After` has seconds or a date, `RateLimit` the rest of a window. */
function waitOf(headers: Headers): number | undefined {
  const text = headers.get('retry-after')?.trim() ?? '';
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  const date = Date.parse(text);
  if (!Number.isNaN(date)) return Math.max(0, date - Date.now());
  const rest = /;\s*t\s*=\s*(\d{1,9})/.exec(headers.get('ratelimit') ?? '')?.[1];
  return rest === undefined ? undefined : Number(rest) * 1000;
}
