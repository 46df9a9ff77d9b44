import path from 'node:path';
import { z } from 'zod';
import { oneLine } from './error';
import { GREATEST_SEED } from './options';
import type { Question } from './request';
import { thinkSchema, type Think } from '../../shared/attachment';

/** One line of a batch: a conversation whose answers are the model's. */
export interface BatchLine {
  /** As given; names the folder of the line's pictures. */
  readonly id: string | number;
  readonly turns: readonly Question[];
  readonly seed: number | undefined;
  readonly think: Think | undefined;
}

/** A line that cannot be answered; the id is null when it has none that can be used. */
export interface BadLine {
  readonly id: string | number | null;
  readonly error: string;
}

const BAD_ID = 'is not 1 to 100 letters, digits, "-", "_" or ".", as the name of a folder is';
const ID = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}$/;

const lineSchema = z.strictObject({
  id: z
    .union([z.string(), z.int().nonnegative()], { error: BAD_ID })
    .refine((id) => ID.test(String(id)), { error: BAD_ID }),
  turns: z
    .array(
      z.strictObject({
        prompt: z.string().refine((text) => text.trim() !== '', { error: 'is empty' }),
        images: z.array(z.string().min(1)).default([]),
      }),
    )
    .min(1, { error: 'needs at least one turn' }),
  seed: z.number().int().min(0).max(GREATEST_SEED).optional(),
  think: thinkSchema.optional(),
});

/**
 * Reads one line of a batch file.
 *
 * @param number place in the file, from 1
 * @param folder absolute folder that relative paths of pictures are meant from
 */
export function readLine(text: string, number: number, folder: string): BatchLine | BadLine {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { id: null, error: `Line ${number} is not JSON: write one object a line.` };
  }
  const parsed = lineSchema.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const place = issue?.path.join('.') ?? '';
    const fault = oneLine(`${place} ${issue?.message ?? 'is wrong'}`).replace(/\.$/, '');
    return { id: idOf(json), error: `Line ${number} cannot be asked: ${fault}.` };
  }
  const { id, turns, seed, think } = parsed.data;
  const absolute = turns.map(({ prompt, images }) => ({
    prompt,
    images: images.map((image) => path.resolve(folder, image)),
  }));
  return { id, turns: absolute, seed, think };
}

function idOf(json: unknown): string | number | null {
  if (typeof json !== 'object' || json === null || !('id' in json)) return null;
  const id = z.union([z.string(), z.number()]).safeParse(json.id);
  return id.success ? id.data : null;
}
