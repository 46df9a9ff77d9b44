import fs from 'node:fs';
import path from 'node:path';
import { makePackage, type MadePackage } from '../../../electron/convert/package/makePackage';
import type { Bits } from '../../../electron/convert/recipes/precision';
import type { Manifest } from '../../../shared/manifest';
import { freshFolder } from '../made';
import { janusFolder, metaMorphFolder, skeletons } from '../recipes/models';

type Marks = Readonly<Record<number, string>>;

const JANUS: Marks = {
  1: '<｜begin▁of▁sentence｜>',
  2: '<｜▁pad▁｜>',
  3: '<｜end▁of▁sentence｜>',
  5: '<begin_of_image>',
  6: '<image_placeholder>',
  8: '<end_of_image>',
  10: '<|User|>',
  11: '<|Assistant|>',
};
const LLAMA: Marks = {
  1: '<|begin_of_text|>',
  2: '<|end_of_text|>',
  3: '<image_start>',
  4: '<image_end>',
  6: '<|start_header_id|>',
  7: '<|end_header_id|>',
  8: '<|eot_id|>',
};

/** The character that stands for an id: itself where it can be typed. */
export const characterOf = (id: number): string =>
  String.fromCharCode(id >= 32 && id < 127 ? id : 0x4e00 + id);

/** A tokenizer in which every token is one character, and marks are those of a family. */
function tokenizer(vocabulary: number, marks: Marks): object {
  const vocab: Record<string, number> = {};
  for (let id = 0; id < vocabulary; id += 1) vocab[marks[id] ?? characterOf(id)] = id;
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

function addTokenizer(folder: string, vocabulary: number, marks: Marks): void {
  const definition = path.join(folder, 'tokenizer.json');
  fs.writeFileSync(definition, JSON.stringify(tokenizer(vocabulary, marks)));
  fs.writeFileSync(path.join(folder, 'tokenizer_config.json'), '{}');
}

/** A tiny Janus with a tokenizer, as it would be published. */
export function publishedJanus() {
  const { given, folder } = janusFolder();
  addTokenizer(folder, 128, JANUS);
  return { given, folder };
}

/** A tiny MetaMorph with a tokenizer, as it would be published. */
export function publishedMetaMorph() {
  const { given, folder } = metaMorphFolder();
  addTokenizer(folder, 96, LLAMA);
  return { given, folder };
}

/** Makes a package of a published model in a fresh folder of packages. */
export function packageOf(
  source: string,
  bits: Bits,
  packagesFolder = freshFolder(),
): Promise<MadePackage> {
  return makePackage({
    source,
    packagesFolder,
    bits,
    skeletons,
    published: { name: 'Tiny', licence: 'None', repository: null, commit: null },
    free: () => Promise.resolve(Infinity),
  });
}

/** Changes the manifest of a package, whose folder then has another name than its hash. */
export function changedPackage(
  { folder }: MadePackage,
  change: (manifest: Manifest) => Manifest,
): string {
  const changed = path.join(path.dirname(folder), 'changed');
  fs.renameSync(folder, changed);
  const file = path.join(changed, 'manifest.json');
  const manifest = JSON.parse(fs.readFileSync(file, 'utf8')) as Manifest;
  fs.writeFileSync(file, JSON.stringify(change(manifest)));
  return changed;
}
