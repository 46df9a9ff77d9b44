/** What a client may ask for: OpenAI's chat completions, as far as the studio has it. */
import { z } from 'zod';
import { ApiError } from './error';
import { thinkSchema } from '../../shared/attachment';
import { t } from '../../shared/i18n/translate';

const MOST_MESSAGES = 512;
const MOST_PARTS = 64;
const LONGEST = 200_000;

const textSchema = z.object({ type: z.literal('text'), text: z.string().max(LONGEST) });
const imageSchema = z.object({
  type: z.literal('image_url'),
  image_url: z.object({ url: z.string() }),
});
const partsSchema = z
  .array(z.discriminatedUnion('type', [textSchema, imageSchema]))
  .max(MOST_PARTS);

const messageSchema = z.object({
  role: z.enum(['system', 'developer', 'user', 'assistant']),
  content: z.union([z.string().max(LONGEST), partsSchema]),
});

/** Keys that are not known are left out: clients send many that change nothing here. */
export const completionSchema = z.object({
  model: z.string().max(200).default('default'),
  messages: z.array(messageSchema).min(1).max(MOST_MESSAGES),
  stream: z.boolean().nullish(),
  stream_options: z.object({ include_usage: z.boolean().nullish() }).nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().gt(0).max(1).nullish(),
  seed: z.number().int().nullish(),
  max_tokens: z.number().int().min(1).max(8192).nullish(),
  max_completion_tokens: z.number().int().min(1).max(8192).nullish(),
  n: z.literal(1).nullish(),
  tools: z.array(z.unknown()).max(0).nullish(),
  /** The studio's own: how pictures are drawn, and whether the answer begins with thinking visually. */
  metamorph: z
    .strictObject({
      think: thinkSchema.optional(),
      guidance: z.number().min(0).max(30).optional(),
      steps: z.number().int().min(1).max(200).optional(),
      variation: z.number().min(0).max(2).optional(),
    })
    .nullish(),
});
export type Completion = z.output<typeof completionSchema>;
export type RequestMessage = Completion['messages'][number];

/**
 * Parses a request.
 *
 * @throws ApiError 400, naming the place that is wrong
 */
export function parseCompletion(body: string): Completion {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    throw new ApiError(400, 'invalid_json', t('api.notJson'));
  }
  const parsed = completionSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const place = issue?.path.join('.') || t('program.wholeInput');
  throw new ApiError(400, 'invalid_request', t('api.wrongPlace', { place }));
}

/**
 * The bytes of a picture that stands in the request itself. Addresses are not fetched: the studio
 * reaches no network.
 *
 * @throws ApiError 400
 */
export function pictureBytes(url: string): Buffer {
  const [, base64] = /^data:image\/[a-z0-9.+-]+;base64,([A-Za-z0-9+/]+={0,2})$/i.exec(url) ?? [];
  if (base64 === undefined) throw new ApiError(400, 'invalid_image', t('api.notData'));
  return Buffer.from(base64, 'base64');
}
