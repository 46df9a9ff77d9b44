import type { ExportOptions } from '../../../shared/ipc/archive';

/** What an export for people shows unless something else is asked for. */
export const SHOWN: ExportOptions = {
  details: true,
  thinking: true,
  metadata: 'none',
  beside: false,
};
