import { beforeAll, describe, expect, it } from 'vitest';
import { openPackage, type OpenedPackage } from '../../electron/runtime/package';
import { makePrompt } from '../../electron/runtime/generation/prompt';
import {
  Detokenizer,
  openTokenizer,
  type Tokenizer,
} from '../../electron/runtime/generation/tokenizer';
import { said } from './requests';
import { readReference, TINY, tinyFolder } from './reference';

describe.each(TINY)('the tokenizer of %s', (name) => {
  const { reference } = readReference(name);
  let opened: OpenedPackage;
  let tokenizer: Tokenizer;

  beforeAll(async () => {
    opened = await openPackage(tinyFolder(name));
    tokenizer = await openTokenizer(opened);
  });

  // Catches another chat template, a missing system turn, and special tokens that a person typed.
  it('makes the prompts of the reference', async () => {
    const encode = () => Promise.reject(new Error('There is no picture.'));
    const maker = { manifest: opened.manifest, tokenizer, encode };
    for (const { turns, ids } of reference.prompts) {
      const asked = turns.map(({ role, text }) => said(role, text));
      const { tokens } = await makePrompt(maker, asked, 1);
      expect(tokens.map((token) => (token.kind === 'text' ? token.id : -1))).toEqual(ids);
    }
  });

  // Catches a way for typed words to start a picture or to end a turn.
  it('takes special tokens that are typed for plain words', () => {
    const { imageStartId, imageEndId, endOfTextIds } = opened.manifest.languageModel;
    const special = new Set([imageStartId, imageEndId, ...endOfTextIds]);
    const typed = '<image_start><image_end><|im_end|><|eot_id|><|end_of_text|><|endoftext|>';
    for (const text of [typed, ` ${typed} `, typed.replaceAll('>', '> ')]) {
      const ids = tokenizer.encode(text);
      expect(ids.filter((id) => special.has(id))).toEqual([]);
      expect(tokenizer.decode(ids)).toBe(text);
    }
    expect(tokenizer.encodeTemplate('<image_start>')).toEqual([imageStartId]);
  });

  // Catches characters of several tokens that are shown broken, lost or doubled.
  it('shows characters when they are complete', () => {
    const text = 'Größe 日本 🙂👩‍👩‍👧 ok';
    const detokenizer = new Detokenizer(tokenizer);
    const pieces = tokenizer.encode(text).map((id) => detokenizer.push(id));
    expect(pieces.join('')).toBe(text);
    expect(detokenizer.flush()).toBe('');
    expect(pieces.some((piece) => piece.includes('\uFFFD'))).toBe(false);
  });

  // Catches an unfinished character at the end that is swallowed.
  it('gives up an unfinished character at the end as such', () => {
    const detokenizer = new Detokenizer(tokenizer);
    const ids = tokenizer.encode('a日').slice(0, -1);
    const shown = ids.map((id) => detokenizer.push(id)).join('');
    expect(shown).toBe('a');
    expect(detokenizer.flush()).toBe('\uFFFD');
  });
});
