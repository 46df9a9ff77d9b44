/** What a client may ask for: OpenAI's chat completions, as far as the studio has it. */
import { z } from 'zod';
import { ApiError } from './error';
import { refuseImpossible } from './impossible';
import { thinkSchema } from '../../shared/attachment';
import { t } from '../../shared/i18n/translate';

const MOST_MESSAGES = 512;
const MOST_PARTS = 64;
const LONGEST = 200_000;

/** Most stop sequences, and letters of one. */
const MOST_STOPS = 16;
const LONGEST_STOP = 1000;

const textSchema = z.object({ type: z.literal('text'), text: z.string().max(LONGEST) });
const imageSchema = z.object({
  type: z.literal('image_url'),
  image_url: z.union([z.string().transform((url) => ({ url })), z.object({ url: z.string() })]),
});
const partsSchema = z
  .array(z.discriminatedUnion('type', [textSchema, imageSchema]))
  .max(MOST_PARTS);

const messageSchema = z.object({
  role: z.enum(['system', 'developer', 'user', 'assistant']),
  content: z
    .union([z.string().max(LONGEST), partsSchema])
    .nullish()
    .transform((content) => content ?? ''),
});

const stopSchema = z.string().min(1).max(LONGEST_STOP);
/** -1 stands for no limit, as other servers have it. */
const lengthSchema = z
  .union([z.literal(-1).transform(() => Infinity), z.number().int().min(1)])
  .nullish();

/** Keys that are not known are left out: clients send many that change nothing here. */
export const completionSchema = z.object({
  model: z.string().max(200).default('default'),
  messages: z.array(messageSchema).min(1).max(MOST_MESSAGES),
  stream: z.boolean().nullish(),
  stream_options: z.object({ include_usage: z.boolean().nullish() }).nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().min(0).max(1).nullish(),
  seed: z.number().int().nullish(),
  /** More than the context holds is as much as it holds. */
  max_tokens: lengthSchema,
  max_completion_tokens: lengthSchema,
  stop: z
    .union([stopSchema.transform((stop) => [stop]), z.array(stopSchema).max(MOST_STOPS)])
    .nullish(),
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
    json = JSON.parse(body.replace(/^\uFEFF/, ''));
  } catch {
    throw new ApiError(400, 'invalid_json', t('api.notJson'));
  }
  refuseImpossible(json);
  const parsed = completionSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const place = issue?.path.join('.') || t('program.wholeInput');
  throw new ApiError(400, 'invalid_request', faultOf(json, place));
}

const placeSchema = z.object({ role: z.string() });
const wholeSchema = z.object({ messages: z.array(z.unknown()) });

/** What is wrong, with the bounds of what can be asked for. */
function faultOf(json: unknown, place: string): string {
  const [, message] = /^messages\.(\d+)/.exec(place) ?? [];
  const role = placeSchema.safeParse(
    wholeSchema.safeParse(json).data?.messages[Number(message ?? -1)],
  ).data?.role;
  if (role === 'tool' || role === 'function') return t('api.noTools', { place });
  if (place === 'temperature') return t('api.between', { place, least: 0, most: 2 });
  if (place === 'top_p') return t('api.between', { place, least: 0, most: 1 });
  if (/^max_(completion_)?tokens$/.test(place)) return t('api.maxTokens', { place });
  if (place.startsWith('stop')) {
    return t('api.stops', { number: MOST_STOPS, letters: LONGEST_STOP });
  }
  return t('api.wrongPlace', { place });
}

/**
 * The bytes of a picture that stands in the request itself, whatever kind it says to be: that is seen
 * by its content. Addresses are not fetched: the studio reaches no network.
 *
 * @throws ApiError 400
 */
export function pictureBytes(url: string): Buffer {
  const [head = '', base64 = ''] = /^data:[^,]{0,200}/i.test(url) ? divided(url) : [];
  const plain = base64.replace(/\s+/g, '');
  if (!/;\s*base64\s*$/i.test(head) || !/^[A-Za-z0-9+/_-]+={0,2}$/.test(plain)) {
    throw new ApiError(400, 'invalid_image', t('api.notData'));
  }
  return Buffer.from(plain, 'base64');
}

const divided = (url: string): readonly [string, string] => {
  const comma = url.indexOf(',');
  return comma < 0 ? ['', ''] : [url.slice(0, comma), url.slice(comma + 1)];
};
