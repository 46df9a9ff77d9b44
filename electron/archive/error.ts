import { t, type MessageKey } from '../../shared/i18n/translate';
import { AppError } from '../../shared/ipc/errors';

/** A place that an export cannot be written to. */
export class TargetError extends AppError {}

/** Makes a foreign name safe to show: without control or direction characters, and not too long. */
export function shownName(name: string): string {
  const plain = name.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, '\uFFFD');
  return plain.length <= 120 ? plain : `${plain.slice(0, 117)}…`;
}

/** What is wrong with an entry, as a phrase that follows its name, and the values in it. */
export type EntryFault = readonly [
  fault: MessageKey,
  values?: Readonly<Record<string, string | number>>,
];

/** The refusal of an entry of an archive. */
export const refusedEntry = (name: string, ...fault: EntryFault): AppError =>
  new AppError('input', t('entry.refused', { name: shownName(name), fault: t(...fault) }));
