/**
 * The process that reads files to import: what fills its memory or never ends harms neither the window
 * nor the store.
 */
import { inspectPicture } from '../images/inspect';
import { serve } from '../process/server';
import type { ListedFile, SourceCalls } from './calls';
import { refusedEntry } from './error';
import { openSource } from './openSource';
import type { Source, SourceFile } from './source';

let opened: Source | undefined;

serve<SourceCalls>({
  open: async (file, { signal, report }) => {
    opened?.close();
    const source = await openSource(file, {
      inspect: inspectPicture,
      signal,
      progress: (done, total) => report({ done, total }),
    });
    opened = source;
    const { kind, hash, conversations, notes, leavesOutDamaged } = source;
    return {
      kind,
      hash,
      conversations,
      notes,
      ...(leavesOutDamaged === undefined ? {} : { leavesOutDamaged }),
      images: listed(source.images),
      tokens: listed(source.tokens),
    };
  },
  read: ({ kind, hash }) => {
    const file = opened?.[kind].get(hash);
    if (!file) throw refusedEntry(hash, 'entry.missing');
    return file.read();
  },
});

/** What is known of files; how they are read stays here. */
const listed = <File extends SourceFile>(
  files: ReadonlyMap<string, File>,
): readonly ListedFile<File>[] =>
  [...files].map(([hash, file]) => {
    const known = Object.entries(file).filter(([key]) => key !== 'read');
    return [hash, Object.fromEntries(known) as Omit<File, 'read'>];
  });
