import { AppError } from '../../../shared/ipc/errors';
import { t } from '../../../shared/i18n/translate';
import type { Bounds } from '../../../shared/manifest';

/** @throws AppError `input` for steps that the package cannot draw with */
export function checkSteps(steps: number, { range: { min: least, max: most } }: Bounds): void {
  if (Number.isInteger(steps) && steps >= least && steps <= most) return;
  throw new AppError('input', t('runtime.steps', { least, most, given: steps }));
}

/** @throws AppError `input` for a guidance that the package cannot draw with */
export function checkGuidance(guidance: number, { range }: Bounds): void {
  const { min: least, max: most } = range;
  if (guidance >= least && guidance <= most) return;
  throw new AppError('input', t('runtime.guidance', { least, most, given: guidance }));
}
