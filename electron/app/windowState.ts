import { z } from 'zod';
import { readJson, writeWhole } from '../disk/whole';

const area = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().min(200).max(20_000),
  height: z.number().int().min(200).max(20_000),
});
const windowStateSchema = z.object({ bounds: area, maximised: z.boolean() });

/** Position and size of the window as it was left. */
export type WindowState = z.infer<typeof windowStateSchema>;
type Area = z.infer<typeof area>;

const SMALLEST_SEEN = 100;

/** The saved state; nothing if there is none or no current screen would show it. */
export function readWindowState(file: string, screens: readonly Area[]): WindowState | undefined {
  const state = readJson(file, windowStateSchema);
  return state && screens.some((screen) => overlaps(state.bounds, screen)) ? state : undefined;
}

/** Saves the state completely or not at all. */
export function writeWindowState(file: string, state: WindowState): void {
  writeWhole(file, JSON.stringify(state), { durable: 'nothing' });
}

function overlaps(a: Area, b: Area): boolean {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return width >= SMALLEST_SEEN && height >= SMALLEST_SEEN;
}
