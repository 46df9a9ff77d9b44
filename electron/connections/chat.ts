import { z } from 'zod';
import { unreadable, type BodyReader } from './body';
import { ConnectionError } from './error';
import type { Output } from './output';

const urlSchema = z.union([z.string(), z.object({ url: z.string() })]);
const imageSchema = z.object({ image_url: urlSchema });
const partSchema = z.object({
  type: z.string(),
  text: z.string().nullish(),
  image_url: urlSchema.nullish(),
});
/** A message, or a piece of one: words, parts, or pictures beside words. */
const messageSchema = z.object({
  content: z.union([z.string(), z.array(partSchema)]).nullish(),
  reasoning_content: z.string().nullish(),
  reasoning: z.string().nullish(),
  refusal: z.string().nullish(),
  images: z.array(imageSchema).nullish(),
});
const choiceSchema = z.object({
  message: messageSchema.nullish(),
  delta: messageSchema.nullish(),
  finish_reason: z.string().nullish(),
});
const count = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER);
const usageSchema = z.object({
  prompt_tokens: count.nullish(),
  completion_tokens: count.nullish(),
});
const answerSchema = z.object({
  choices: z.array(choiceSchema).max(1000),
  usage: usageSchema.nullish().catch(null),
});
/** vLLM sends its counts in pieces without choices. */
const pieceSchema = answerSchema.extend({ choices: answerSchema.shape.choices.default([]) });

const urlOf = (url: z.infer<typeof urlSchema>): string => (typeof url === 'string' ? url : url.url);

/** Reads chat completions of all dialects: what one server sends, another may too. */
export class ChatReader implements BodyReader {
  #finished = false;

  constructor(private readonly output: Output) {}

  ended(): boolean {
    return this.#finished;
  }

  whole(value: unknown): void {
    const parsed = answerSchema.safeParse(value);
    if (!parsed.success || parsed.data.choices.length === 0) throw unreadable(this.output.host);
    this.#read(parsed.data, 'message');
  }

  piece(value: unknown): void {
    const parsed = pieceSchema.safeParse(value);
    if (!parsed.success) throw unreadable(this.output.host);
    this.#read(parsed.data, 'delta');
  }

  #read({ choices, usage }: z.infer<typeof answerSchema>, form: 'message' | 'delta'): void {
    const { output } = this;
    if (usage) {
      const { prompt_tokens: prompt = null, completion_tokens: completion = null } = usage;
      output.tokens = { prompt, completion };
    }
    for (const choice of choices) {
      const message = choice[form];
      if (message) this.#message(message);
      const reason = choice.finish_reason;
      if (reason === null || reason === undefined || reason === '') continue;
      this.#finished = true;
      if (reason === 'length' || reason === 'max_tokens') output.finish = 'length';
      if (reason === 'content_filter') {
        throw new ConnectionError('connection.filtered', { host: output.host });
      }
      if (reason === 'error') {
        throw new ConnectionError('connection.failed', { host: output.host, detail: reason });
      }
    }
  }

  #message(message: z.infer<typeof messageSchema>): void {
    const { output } = this;
    // Servers that changed the name send both for a while.
    const thought = message.reasoning_content ?? message.reasoning ?? '';
    if (thought !== '') output.words('thought', thought);
    const { content } = message;
    if (typeof content === 'string') {
      if (content !== '') output.words('text', content);
    } else {
      for (const part of content ?? []) {
        if (part.type === 'text' && part.text) output.words('text', part.text);
        if (part.type === 'image_url' && part.image_url) output.picture(urlOf(part.image_url));
      }
    }
    if (message.refusal) output.words('text', message.refusal);
    for (const { image_url: url } of message.images ?? []) output.picture(urlOf(url));
  }
}
