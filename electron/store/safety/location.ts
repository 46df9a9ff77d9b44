import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { syncFolder } from '../files';

/** File in the first data folder of all that says where the data was moved. */
const MOVED = 'moved.json';

const movedSchema = z.strictObject({
  /** Absolute folder of the data. */
  to: z.string().min(1).max(4096),
  /** Where the data was, while its remains are still there. */
  from: z.string().max(4096).optional(),
});
export type Moved = z.infer<typeof movedSchema>;

/** Where the data of a folder was moved; nothing when it was not. */
export function readMoved(home: string): Moved | undefined {
  try {
    const json: unknown = JSON.parse(fs.readFileSync(path.join(home, MOVED), 'utf8'));
    const parsed = movedSchema.safeParse(json);
    return parsed.success && path.isAbsolute(parsed.data.to) ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

/** Says where the data is; data that came home needs no saying, once its remains are gone. */
export function writeMoved(home: string, moved: Moved): void {
  const file = path.join(home, MOVED);
  if (path.resolve(moved.to) === path.resolve(home) && moved.from === undefined) {
    fs.rmSync(file, { force: true });
    return;
  }
  const temporary = `${file}.${randomBytes(4).toString('hex')}.tmp`;
  fs.writeFileSync(temporary, JSON.stringify(moved), { flush: true });
  fs.renameSync(temporary, file);
  syncFolder(home);
}

/** The folder that holds the data: the given one, or where its data was moved. */
export const dataFolderOf = (home: string): string => readMoved(home)?.to ?? home;
