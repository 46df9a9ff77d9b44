import { t, type MessageKey } from '../../shared/i18n/translate';
import { AppError, type ErrorCode } from '../../shared/ipc/errors';

/** Sentences of this room. */
export type HubKey = Extract<MessageKey, `hub.${string}`>;

/** What programs see of a sentence; all others are `hub`. */
const CODES: Readonly<Partial<Record<HubKey, ErrorCode>>> = {
  'hub.stopped': 'cancelled',
  'hub.endpoint': 'input',
  'hub.tokenShape': 'input',
  'hub.tokenPlain': 'input',
  'hub.repositoryName': 'input',
  'hub.revisionName': 'input',
  'hub.repositoryMissing': 'missing',
  'hub.revisionMissing': 'missing',
  'hub.fileMissing': 'missing',
  'hub.noRoom': 'full',
  'hub.diskFull': 'full',
};

/** Longest name of a file or host that a sentence repeats. */
const SHOWN = 120;

/** Makes a name from outside safe to show: no control or direction characters, not endless. */
function shownName(name: string): string {
  const plain = name.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, '\uFFFD');
  return plain.length <= SHOWN ? plain : `${plain.slice(0, SHOWN - 1)}…`;
}

/** Why something is not fetched, in one sentence; it never holds the token. */
export class HubError extends AppError {
  /**
   * @param again whether the same request may succeed a little later
   * @param waitMs how long the server asks to wait before that
   */
  constructor(
    readonly key: HubKey,
    values: Readonly<Record<string, string | number>> = {},
    readonly again = false,
    readonly waitMs?: number,
  ) {
    const shown: Record<string, string | number> = {};
    for (const [name, value] of Object.entries(values)) {
      shown[name] = typeof value === 'string' ? shownName(value) : value;
    }
    super(CODES[key] ?? 'hub', t(key, shown));
  }
}

/** @throws HubError `hub.stopped` once the person stopped the work */
export function throwIfStopped(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new HubError('hub.stopped');
}
