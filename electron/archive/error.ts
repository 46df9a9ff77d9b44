import { t, type MessageKey } from '../../shared/i18n/translate';
import { AppError } from '../../shared/ipc/errors';

/** A place that an export cannot be written to. */
export class TargetError extends AppError {}

/** Makes a name of a foreign file safe to show: no control or direction characters, not endless. */
export function shownName(name: string): string {
  const plain = name.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, '\uFFFD');
  return plain.length <= 120 ? plain : `${plain.slice(0, 117)}…`;
}

/** What is wrong with an entry, in words that follow its name, and the values in them. */
export type EntryFault = readonly [
  fault: MessageKey,
  values?: Readonly<Record<string, string | number>>,
];

/** An entry of an archive that is refused, by its name. */
export const refusedEntry = (name: string, ...fault: EntryFault): AppError =>
  new AppError('input', t('entry.refused', { name: shownName(name), fault: t(...fault) }));
