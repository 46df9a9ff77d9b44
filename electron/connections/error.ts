import { t, type MessageKey } from '../../shared/i18n/translate';
import { AppError, type ErrorCode } from '../../shared/ipc/errors';

/** Sentences of this room. */
export type ConnectionKey = Extract<MessageKey, `connection.${string}`>;

/** What programs see of a sentence; all others are `connection`. */
const CODES: Readonly<Partial<Record<ConnectionKey, ErrorCode>>> = {
  'connection.stopped': 'cancelled',
  'connection.address': 'input',
  'connection.keyShape': 'input',
  'connection.keyPlain': 'input',
  'connection.ownCertificate': 'input',
  'connection.question': 'input',
  'connection.ownPicture': 'input',
  'connection.ownPictureLarge': 'input',
  'connection.sees': 'input',
  'connection.draws': 'input',
  'connection.edits': 'input',
  'connection.mask': 'input',
  'connection.tooLong': 'context',
  'connection.modelMissing': 'missing',
};

/** Longest text from outside that a sentence repeats. */
const SHOWN = 200;
/** So many characters of a key in a row give it away. */
const TELLING = 6;

/** Makes a text from outside safe to show: one line, no control characters, not endless. */
export function shownText(text: string): string {
  // Cut before it is cleaned: a server may send megabytes.
  const start = text.slice(0, 10 * SHOWN);
  const plain = start.replace(/\s+/g, ' ').replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, '\uFFFD');
  const line = plain.trim();
  return line.length <= SHOWN ? line : `${line.slice(0, SHOWN - 1)}…`;
}

/** A text of the server without the key, of which it may repeat a part. */
export function withoutKey(text: string, key: string | undefined): string {
  if (key === undefined) return text;
  const length = Math.min(TELLING, key.length);
  // Hosts and media types come in small letters.
  const small = text.toLowerCase();
  for (let begin = 0; begin + length <= key.length; begin += 1) {
    if (small.includes(key.slice(begin, begin + length).toLowerCase())) return '…';
  }
  return text;
}

/** What else is known of a failure. */
interface Circumstances {
  /** Whether the same request may succeed a little later. */
  readonly again?: boolean;
  /** How long the server asks to wait before that (ms). */
  readonly waitMs?: number | undefined;
  /** Keys of the request that the server does not take. */
  readonly refused?: readonly string[];
}

/** Why a server's answer is not there or not whole, in one sentence; it never holds the key. */
export class ConnectionError extends AppError {
  constructor(
    readonly key: ConnectionKey,
    values: Readonly<Record<string, string | number>> = {},
    readonly circumstances: Circumstances = {},
  ) {
    const shown: Record<string, string | number> = {};
    for (const [name, value] of Object.entries(values)) {
      shown[name] = typeof value === 'string' ? shownText(value) : value;
    }
    super(CODES[key] ?? 'connection', t(key, shown));
  }
}
