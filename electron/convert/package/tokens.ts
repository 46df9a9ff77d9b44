import fs from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { refused } from '../error';

const LONGEST_TOKENIZER = 64 << 20;

const tokenizerSchema = z.looseObject({
  added_tokens: z
    .array(z.looseObject({ id: z.number().int().nonnegative(), content: z.string() }))
    .max(100_000)
    .default([]),
  model: z.looseObject({ vocab: z.unknown() }),
});

/** Ids of tokens by what they are written as. */
export class TokenIds {
  readonly #added: ReadonlyMap<string, number>;
  readonly #vocabulary: Readonly<Record<string, unknown>>;

  constructor(tokenizer: z.infer<typeof tokenizerSchema>) {
    this.#added = new Map(tokenizer.added_tokens.map(({ content, id }) => [content, id]));
    const { vocab } = tokenizer.model;
    this.#vocabulary =
      typeof vocab === 'object' && vocab !== null && !Array.isArray(vocab)
        ? (vocab as Record<string, unknown>)
        : {};
  }

  /** The first of some words that is one token; undefined where none is. */
  find(...words: readonly string[]): number | undefined {
    for (const word of words) {
      const id = this.#added.get(word) ?? this.#vocabulary[word];
      if (typeof id === 'number') return id;
    }
    return undefined;
  }

  /** @throws ConvertError that names the first of them */
  need(...words: readonly string[]): number {
    const found = this.find(...words);
    if (found === undefined) throw refused('convert.tokenMissing', { token: words[0] ?? '' });
    return found;
  }
}

/** The tokenizer of a published model as it lies there, and its tokens. */
export interface PublishedTokenizer {
  readonly definition: Uint8Array;
  readonly config: Uint8Array;
  readonly ids: TokenIds;
}

/**
 * Reads `tokenizer.json` and, where there is one, `tokenizer_config.json` of a folder.
 *
 * @throws ConvertError where there is none, or it cannot be read
 */
export async function readTokenizer(folder: string): Promise<PublishedTokenizer> {
  const definition = await readBounded(path.join(folder, 'tokenizer.json'));
  if (!definition) throw refused('convert.noTokenizer');
  const config = await readBounded(path.join(folder, 'tokenizer_config.json'));
  try {
    const parsed = tokenizerSchema.parse(JSON.parse(definition.toString('utf8')));
    if (config) JSON.parse(config.toString('utf8'));
    return { definition, config: config ?? Buffer.from('{}\n'), ids: new TokenIds(parsed) };
  } catch (cause) {
    throw refused('convert.brokenTokenizer', {}, { cause });
  }
}

async function readBounded(file: string): Promise<Buffer | undefined> {
  const found = await fs.stat(file).catch(() => undefined);
  if (!found) return undefined;
  if (found.size > LONGEST_TOKENIZER) throw refused('convert.brokenTokenizer');
  return fs.readFile(file);
}
