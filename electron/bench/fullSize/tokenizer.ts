import type { Marks } from './models';

/** Characters that can be typed are tokens of their own, at these ids. */
const TYPED = { from: 32, to: 126 } as const;

/**
 * A tokenizer of so many tokens in which every letter is one, for models whose words mean nothing.
 *
 * @param marks special tokens by their ids, which are below those of the letters
 */
export function tokenizerOf(vocabulary: number, marks: Marks): object {
  const vocab: Record<string, number> = {};
  for (let id = 0; id < vocabulary; id += 1) {
    const isTyped = id >= TYPED.from && id <= TYPED.to;
    vocab[marks[id] ?? (isTyped ? String.fromCharCode(id) : `token${id}`)] = id;
  }
  return {
    version: '1.0',
    added_tokens: Object.entries(marks).map(([id, content]) => ({
      id: Number(id),
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    })),
    normalizer: null,
    pre_tokenizer: null,
    post_processor: null,
    decoder: { type: 'Fuse' },
    model: { type: 'BPE', vocab, merges: [], unk_token: null, fuse_unk: false },
  };
}
