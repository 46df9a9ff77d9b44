import path from 'node:path';
import fs from 'node:fs/promises';
import { z } from 'zod';
import { capabilitiesSchema } from '../../../shared/capabilities';
import { readJson } from '../checkpoint/json';
import { refused } from '../error';

/** A small file beside a checkpoint in which its authors say what the weights do not. */
export const BESIDE = 'studio.json';

const besideSchema = z.strictObject({
  name: z.string().min(1).max(80).optional(),
  licence: z.string().min(1).max(200).optional(),
  limits: z.string().max(2000).optional(),
  capabilities: capabilitiesSchema.partial().optional(),
  /** Words that an answer begins with when it thinks visually. */
  thinkingPhrase: z.string().max(200).nullable().optional(),
});
export type Beside = z.infer<typeof besideSchema>;

/**
 * Reads `studio.json` of a folder; nothing where there is none.
 *
 * @throws ConvertError that names what is wrong in it
 */
export async function readBeside(folder: string): Promise<Beside> {
  const file = path.join(folder, BESIDE);
  if (!(await fs.stat(file).catch(() => undefined))) return {};
  const parsed = besideSchema.safeParse(await readJson(file));
  if (parsed.success) return parsed.data;
  throw refused('convert.besideWrong', { name: parsed.error.issues[0]?.path.join('.') ?? '' });
}
