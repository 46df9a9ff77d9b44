import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import { z } from 'zod';
import { PRIVATE_FILE } from '../store/privateMode';

const area = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().min(200).max(20_000),
  height: z.number().int().min(200).max(20_000),
});
const windowStateSchema = z.object({ bounds: area, maximised: z.boolean() });

/** Place and size of the window as it was left. */
export type WindowState = z.infer<typeof windowStateSchema>;
type Area = z.infer<typeof area>;

const SMALLEST_SEEN = 100;

/** The state that was kept; nothing for none, or for one that no screen of now would show. */
export function readWindowState(file: string, screens: readonly Area[]): WindowState | undefined {
  try {
    const state = windowStateSchema.parse(JSON.parse(fs.readFileSync(file, 'utf8')));
    return screens.some((screen) => overlaps(state.bounds, screen)) ? state : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps the state whole or not at all. */
export function writeWindowState(file: string, state: WindowState): void {
  const temporary = `${file}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    fs.writeFileSync(temporary, JSON.stringify(state), { flag: 'wx', mode: PRIVATE_FILE });
    fs.renameSync(temporary, file);
  } catch (error) {
    fs.rmSync(temporary, { force: true });
    throw error;
  }
}

function overlaps(a: Area, b: Area): boolean {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return width >= SMALLEST_SEEN && height >= SMALLEST_SEEN;
}
