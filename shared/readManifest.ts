import type { z } from 'zod';
import { manifestSchema, type Manifest } from './manifest';
import { manifestFormat1Schema, upgraded } from './manifestFormat1';

/** The format that a manifest says it has; undefined where it says none. */
export function formatOf(json: unknown): number | undefined {
  if (typeof json !== 'object' || json === null || !('format' in json)) return undefined;
  return typeof json.format === 'number' ? json.format : undefined;
}

/** Reads a manifest of any format that this program knows, in the form of today. */
export function readManifest(json: unknown): z.ZodSafeParseResult<Manifest> {
  if (formatOf(json) === 2) return manifestSchema.safeParse(json);
  const parsed = manifestFormat1Schema.safeParse(json);
  return parsed.success
    ? { success: true, data: upgraded(parsed.data) }
    : { success: false, error: parsed.error as unknown as z.ZodError<Manifest> };
}
