import { t, type MessageKey } from '../../shared/i18n/translate';

/**
 * What kind of refusal it is: a file that cannot be converted, a model of which no recipe is known,
 * a disk that is full, a target that is in the way, or a stop.
 */
export type ConvertErrorCode = 'input' | 'unknown' | 'full' | 'target' | 'cancelled';

/** A refusal of a conversion, in one t that says what to do. */
export class ConvertError extends Error {
  override readonly name = 'ConvertError';

  constructor(
    readonly code: ConvertErrorCode,
    readonly key: MessageKey,
    readonly values: Readonly<Record<string, string | number>> = {},
    options?: ErrorOptions,
  ) {
    super(t(key, values), options);
  }
}

/** Longest name of a tensor or a file that a t repeats. */
const SHOWN = 120;

/** Makes a name from outside safe to show: no control or direction characters, not endless. */
export function shownName(name: string): string {
  const plain = name.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, '\uFFFD');
  return plain.length <= SHOWN ? plain : `${plain.slice(0, SHOWN - 1)}…`;
}

/** A checkpoint that is refused; names in the values are made safe to show. */
export function refused(
  key: MessageKey,
  values: Readonly<Record<string, string | number>> = {},
  options?: ErrorOptions,
): ConvertError {
  const shown = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === 'string' ? shownName(value) : value,
    ]),
  );
  return new ConvertError('input', key, shown, options);
}

/** @throws ConvertError `cancelled` once the person stopped the work */
export function throwIfStopped(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new ConvertError('cancelled', 'convert.stopped');
}
