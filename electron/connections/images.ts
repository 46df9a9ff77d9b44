import { z } from 'zod';
import { unreadable, type BodyReader } from './body';
import { ConnectionError } from './error';
import type { Output } from './output';

const count = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER);
const usageSchema = z.object({ input_tokens: count.nullish(), output_tokens: count.nullish() });
const pictureSchema = z.object({ b64_json: z.string().nullish(), url: z.string().nullish() });
const answerSchema = z.object({
  data: z.array(pictureSchema).max(1000),
  usage: usageSchema.nullish().catch(null),
});
/** A piece of a stream: vLLM-Omni's `ar_delta` and `image`, OpenAI's `*.partial_image` and `*.completed`. */
const pieceSchema = z.object({
  type: z.string(),
  delta: z.string().nullish(),
  data: z.array(pictureSchema).max(1000).nullish(),
  b64_json: z.string().nullish(),
  usage: usageSchema.nullish().catch(null),
});

/** Reads answers of `images/generations` and `images/edits`. */
export class ImagesReader implements BodyReader {
  #finished = 0;

  /** @param count how many pictures were asked for */
  constructor(
    private readonly output: Output,
    private readonly count: number,
  ) {}

  ended(way: 'ended' | 'lost'): boolean {
    // A server may send fewer than were asked for, but then it says that it is done.
    return this.#finished >= (way === 'lost' ? this.count : 1);
  }

  whole(value: unknown): void {
    const parsed = answerSchema.safeParse(value);
    if (!parsed.success) throw unreadable(this.output.host);
    this.#count(parsed.data.usage);
    this.#pictures(parsed.data.data);
  }

  piece(value: unknown): void {
    const parsed = pieceSchema.safeParse(value);
    if (!parsed.success) throw unreadable(this.output.host);
    const { type, delta, data, b64_json: picture, usage } = parsed.data;
    this.#count(usage);
    if (type === 'ar_delta') {
      // What the model writes before it draws is no part of the picture.
      if (delta) this.output.words('thought', delta);
    } else if (type === 'image') {
      this.#pictures(data ?? []);
      this.#finished = Math.max(1, this.count);
    } else if (type.endsWith('.partial_image')) {
      if (picture) this.output.preview(picture);
    } else if (type.endsWith('.completed')) {
      if (!picture) throw unreadable(this.output.host);
      this.output.picture(picture);
      this.#finished += 1;
    }
  }

  #count(usage: z.infer<typeof usageSchema> | null | undefined): void {
    if (!usage) return;
    const { input_tokens: prompt = null, output_tokens: completion = null } = usage;
    this.output.tokens = { prompt, completion };
  }

  #pictures(pictures: readonly z.infer<typeof pictureSchema>[]): void {
    const { host } = this.output;
    for (const { b64_json: base64, url } of pictures) {
      if (base64) this.output.picture(base64);
      else if (url) this.output.picture(url);
      else throw new ConnectionError('connection.unreadable', { host });
    }
  }
}
