/** What clients may ask for that would change the answer and that the studio cannot do. */
import { z } from 'zod';
import { ApiError } from './error';
import { t } from '../../shared/i18n/translate';

const nothing = z.union([z.array(z.unknown()).max(0), z.strictObject({})]);

/** By its key, what asks for nothing that is not done anyway; null always does. */
const HARMLESS: Readonly<Record<string, z.ZodType>> = {
  n: z.literal(1),
  best_of: z.literal(1),
  tools: nothing,
  functions: nothing,
  tool_choice: z.enum(['none', 'auto']),
  function_call: z.enum(['none', 'auto']),
  response_format: z.object({ type: z.literal('text') }),
  logprobs: z.literal(false),
  top_logprobs: z.literal(0),
  logit_bias: nothing,
  frequency_penalty: z.literal(0),
  presence_penalty: z.literal(0),
  modalities: z.array(z.enum(['text', 'image'])),
  audio: z.never(),
  web_search_options: z.never(),
  grammar: z.literal(''),
  json_schema: nothing,
  guided_json: nothing,
  guided_regex: z.literal(''),
  guided_choice: nothing,
};

/**
 * Refuses what would be answered as if it had not been asked.
 *
 * @throws ApiError 400 that names the key
 */
export function refuseImpossible(json: unknown): void {
  const asked = z.record(z.string(), z.unknown()).safeParse(json).data ?? {};
  for (const [key, harmless] of Object.entries(HARMLESS)) {
    const value = Object.hasOwn(asked, key) ? asked[key] : null;
    if (value === null || harmless.safeParse(value).success) continue;
    throw new ApiError(400, 'unsupported', t('api.impossible', { key }));
  }
}
