import { t, type MessageKey } from '../../shared/i18n/translate';
import { AppError } from '../../shared/ipc/errors';

/** What kind of refusal it is: a model that cannot be converted, a full disk, or a stop. */
export type ConvertErrorCode = 'input' | 'full' | 'cancelled';

/** A refusal of a conversion, in one sentence that says what to do. */
export class ConvertError extends AppError {
  override readonly name = 'ConvertError';

  constructor(
    code: ConvertErrorCode,
    key: MessageKey,
    values: Readonly<Record<string, string | number>> = {},
    options?: ErrorOptions,
  ) {
    super(code, t(key, values), options);
  }
}

/** Longest name of a tensor or a file that a sentence repeats. */
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
