import { AppError } from '../../shared/ipc/errors';

/** A place that an export cannot be written to. */
export class TargetError extends AppError {}

/** Makes a name of a foreign file safe to show: no control or direction characters, not endless. */
export function shownName(name: string): string {
  const plain = name.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, '\uFFFD');
  return plain.length <= 120 ? plain : `${plain.slice(0, 117)}…`;
}

/** An entry of an archive that is refused, by its name. */
export const refusedEntry = (name: string, reason: string): AppError =>
  new AppError(
    'input',
    `The archive is not taken: its entry "${shownName(name)}" ${reason}; nothing was changed.`,
  );
