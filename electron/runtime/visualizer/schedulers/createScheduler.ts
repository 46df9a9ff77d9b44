import type { PictureOf } from '../../../../shared/manifest';
import { DdimScheduler } from './ddim';
import { FlowMatchEulerScheduler } from './flow';
import type { Scheduler } from './scheduler';

/** The schedule that a package was trained with, in `steps` steps. */
export function createScheduler(
  { schedule, prediction }: PictureOf<'regressed'>,
  steps: number,
): Scheduler {
  return schedule.kind === 'flow'
    ? new FlowMatchEulerScheduler(schedule, prediction, steps)
    : new DdimScheduler(schedule, prediction, steps);
}
