import { HubError } from './error';
import { addressAt } from './options';

/** A longer wait than this is not sat out (ms): the limits of the hub are counted in five minutes. */
const LONGEST_WAIT = 300_000;

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
  if (status >= 500 || status === 408 || !own)
    return new HubError('hub.server', { host, status }, true);
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
  if (code === 'RevisionNotFound')
    return new HubError('hub.revisionMissing', { repository, revision });
  return file && code !== 'RepoNotFound'
    ? new HubError('hub.fileMissing', { repository, file })
    : new HubError('hub.repositoryMissing', { repository, host });
}

function tooMany(headers: Headers, host: string): HubError {
  const waitMs = waitOf(headers.get('retry-after'));
  const minutes = Math.max(1, Math.ceil((waitMs ?? LONGEST_WAIT) / 60_000));
  return new HubError('hub.tooMany', { host, minutes }, (waitMs ?? 0) <= LONGEST_WAIT, waitMs);
}

/** `Retry-After` in milliseconds: seconds or a date. */
function waitOf(text: string | null): number | undefined {
  if (text === null) return undefined;
  if (/^\d{1,9}$/.test(text.trim())) return Number(text) * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}
