/** A connection: a model that a server answers with, in place of one on this computer. */
import { z } from 'zod';
import { capabilitiesSchema } from './capabilities';
import { idSchema } from './message';

/** The forms in which servers are asked and answer. */
export const dialectSchema = z.enum([
  /** OpenAI's chat completions: pictures in, words out. */
  'openai-chat',
  /** vLLM-Omni's chat completions: pictures are parts of the content. */
  'vllm-omni-chat',
  /** vLLM-Omni's `images/generations` and `images/edits`. */
  'vllm-omni-images',
  /** Chat completions of gateways: pictures stand in `message.images`. */
  'message-images',
  /** OpenAI's `images/generations` and `images/edits`. */
  'openai-images',
]);
export type Dialect = z.infer<typeof dialectSchema>;

/** What stands for the words of the question in a template. */
export const WORDS_PLACE = '{words}';

/** The marks that a model wants around the words of a question. */
export const templateSchema = z.discriminatedUnion('preset', [
  z.strictObject({ preset: z.literal('plain') }),
  z.strictObject({ preset: z.literal('bagel') }),
  z.strictObject({
    preset: z.literal('custom'),
    text: z
      .string()
      .max(10_000)
      .refine((text) => text.split(WORDS_PLACE).length === 2),
  }),
]);
export type Template = z.infer<typeof templateSchema>;

const milliseconds = z.number().int().min(1).max(86_400_000);
const bytes = z.number().int().min(1).max(1_000_000_000);

/** How long a server is waited for, and how much is taken from it. */
export const connectionLimitsSchema = z.strictObject({
  connectMs: milliseconds,
  /** Until the first piece of an answer: a picture may be drawn before it. */
  firstMs: milliseconds,
  /** Between two pieces of an answer. */
  stallMs: milliseconds,
  /** For a whole answer, however fast it comes. */
  totalMs: milliseconds,
  /** For a server that still starts, or has too much to do. */
  startMs: z.number().int().min(0).max(86_400_000),
  /** Of one answer as it is sent. */
  answerBytes: bytes,
  /** Of one picture, in either direction. */
  pictureBytes: bytes.max(200_000_000),
  picturePixels: z.number().int().min(1).max(100_000_000),
  pictures: z.number().int().min(0).max(100),
  /** Characters of words and thoughts of one answer. */
  characters: z.number().int().min(1).max(10_000_000),
});
export type ConnectionLimits = z.infer<typeof connectionLimitsSchema>;

export const DEFAULT_LIMITS: ConnectionLimits = {
  connectMs: 15_000,
  firstMs: 600_000,
  stallMs: 180_000,
  totalMs: 3_600_000,
  startMs: 180_000,
  answerBytes: 256_000_000,
  pictureBytes: 50_000_000,
  picturePixels: 100_000_000,
  pictures: 16,
  characters: 1_000_000,
};

export const connectionSchema = z.strictObject({
  id: idSchema,
  name: z.string().min(1).max(200),
  /** Base address, with the version in its path: `http://localhost:8091/v1`. */
  address: z.string().min(1).max(2000),
  /** The model's name at the server; empty where the server has one model only. */
  model: z.string().max(500),
  dialect: dialectSchema,
  template: templateSchema,
  capabilities: capabilitiesSchema,
  limits: connectionLimitsSchema,
});
export type Connection = z.infer<typeof connectionSchema>;

/** What a model of a dialect can do, as long as nobody tried it. */
export function presetCapabilities(dialect: Dialect): z.infer<typeof capabilitiesSchema> {
  const images = dialect === 'openai-images' || dialect === 'vllm-omni-images';
  const draws = dialect !== 'openai-chat';
  // Models of gateways write and draw in one answer, as they see fit.
  const itself = dialect === 'message-images';
  return {
    sees: 16,
    draws: itself ? 'itself' : draws ? 'asked' : 'none',
    edits: images ? 'mask' : draws ? 'instruction' : 'none',
    frames: { predicts: false, orders: 0 },
    thinks: 'none',
    redraws: false,
    knows: 'free',
  };
}
