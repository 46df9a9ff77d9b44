import type { Source, SourceFile, SourceImage } from './source';

/** A file of a source as it travels: its bytes are asked for when they are needed. */
export type ListedFile<File> = readonly [hash: string, file: Omit<File, 'read'>];

/** A source as it travels between processes. */
export interface ListedSource extends Omit<Source, 'images' | 'tokens' | 'close'> {
  readonly images: readonly ListedFile<SourceImage>[];
  readonly tokens: readonly ListedFile<SourceFile>[];
}

/** What the process that opens one file to import can be asked: name -> input and output. */
export interface SourceCalls {
  /** Opens a file, an absolute path, in the place of the one before. */
  open: { input: string; news: { done: number; total: number }; output: ListedSource };
  read: { input: { kind: 'images' | 'tokens'; hash: string }; news: never; output: Uint8Array };
}
