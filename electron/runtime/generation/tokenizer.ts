import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Tokenizer as HuggingFaceTokenizer } from '@huggingface/tokenizers';
import type { OpenedPackage } from '../package';
import { t } from '../../../shared/i18n/translate';
import { AppError } from '../../../shared/ipc/errors';

/** Text and token ids of one package. */
export class Tokenizer {
  readonly #full: HuggingFaceTokenizer;
  /** Knows no special tokens: what a person types never becomes one. */
  readonly #plain: HuggingFaceTokenizer;
  readonly #vocabulary: number;
  /** Finds special tokens in a template; undefined where there are none. */
  readonly #special: RegExp | undefined;

  constructor(definition: object, config: object, vocabulary: number) {
    this.#full = new HuggingFaceTokenizer(definition, config);
    this.#plain = new HuggingFaceTokenizer({ ...definition, added_tokens: [] }, config);
    this.#vocabulary = vocabulary;
    this.#special = specialTokens(definition);
  }

  /** Ids of text that a person or a model wrote; `<image_start>` in it is plain text. */
  encode(text: string): number[] {
    return this.#ids(this.#plain, text);
  }

  /** Ids of a piece of the chat template, whose special tokens count as such. */
  encodeTemplate(text: string): number[] {
    return this.#ids(this.#full, text);
  }

  /** A piece of the chat template cut into special tokens, by their ids, and plain words between them. */
  cutTemplate(text: string): (string | number[])[] {
    const pieces = this.#special ? text.split(this.#special) : [text];
    // A split by a group gives words and what parts them by turns.
    return pieces
      .map((piece, place) => (place % 2 === 1 ? this.#ids(this.#full, piece) : piece))
      .filter((piece) => piece.length > 0);
  }

  /** Text of ids, special tokens left out; incomplete characters become U+FFFD. */
  decode(ids: readonly number[]): string {
    return this.#full.decode([...ids], {
      skip_special_tokens: true,
      clean_up_tokenization_spaces: false,
    });
  }

  #ids(tokenizer: HuggingFaceTokenizer, text: string): number[] {
    if (text === '') return [];
    const { ids } = tokenizer.encode(text, { add_special_tokens: false });
    if (ids.some((id) => id >= this.#vocabulary)) {
      throw new AppError('package', t('package.tokenizerWords'));
    }
    return ids;
  }
}

/** One group that matches any added token, the longest first. */
function specialTokens(definition: object): RegExp | undefined {
  const added: unknown = 'added_tokens' in definition ? definition.added_tokens : [];
  const words = (Array.isArray(added) ? (added as unknown[]) : [])
    .map((token) =>
      typeof token === 'object' && token !== null && 'content' in token ? token.content : undefined,
    )
    .filter((content): content is string => typeof content === 'string' && content !== '')
    .toSorted((one, other) => other.length - one.length);
  if (words.length === 0) return undefined;
  const escaped = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`(${escaped.join('|')})`);
}

/**
 * Reads the tokenizer files of a package.
 *
 * @throws AppError `package` when they are no tokenizer
 */
export async function openTokenizer({ folder, manifest }: OpenedPackage): Promise<Tokenizer> {
  const { tokenizer, tokenizerConfig, vocabulary } = manifest.languageModel;
  try {
    const [definition, config] = await Promise.all(
      [tokenizer, tokenizerConfig].map(async (name) => {
        const json: unknown = JSON.parse(await readFile(path.join(folder, name), 'utf8'));
        if (typeof json !== 'object' || json === null) throw new TypeError(`${name} is no object`);
        return json;
      }),
    );
    return new Tokenizer(definition ?? {}, config ?? {}, vocabulary);
  } catch (error) {
    const words = t('package.tokenizer');
    throw new AppError('package', words, { cause: error });
  }
}

/** What a text ends with when a character is not complete yet. */
const INCOMPLETE = '\uFFFD';

/** Turns tokens into text as they come; a character of several tokens waits for its last one. */
export class Detokenizer {
  #waiting: number[] = [];

  constructor(private readonly tokenizer: Tokenizer) {}

  /** Text that is complete with this token; empty while a character waits. */
  push(id: number): string {
    this.#waiting.push(id);
    const text = this.tokenizer.decode(this.#waiting);
    if (text.endsWith(INCOMPLETE)) return '';
    this.#waiting = [];
    return text;
  }

  /** What still waits, complete or not. */
  flush(): string {
    const text = this.#waiting.length > 0 ? this.tokenizer.decode(this.#waiting) : '';
    this.#waiting = [];
    return text;
  }
}
