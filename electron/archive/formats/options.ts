import type { ExportOptions } from '../../../shared/ipc/archive';

/** What an export for people shows by default. */
export const SHOWN: ExportOptions = {
  details: true,
  thinking: true,
  metadata: 'none',
  beside: false,
};
