import { ProcessClient } from '../process/client';
import type { Child } from '../process/protocol';
import type { ListedFile, SourceCalls } from './calls';
import type { Source, SourceFile } from './source';
import { t } from '../../shared/i18n/translate';
import { AppError } from '../../shared/ipc/errors';
import type { Task } from '../../shared/task';

/** How long (milliseconds) a stopped reading may go on before its process is ended. */
const PATIENCE = 300;
/** Most memory (bytes) that reading one file may take: several times what the largest JSON needs. */
export const MOST_MEMORY = 3e9;

/**
 * Opens a file to import in a process of its own, which ends when the source is closed.
 *
 * @param spawn starts `worker.ts`
 * @param file absolute path
 * @throws AppError what the opening says; `input` when the process took too much memory or died
 */
export async function openSourceIn(
  spawn: () => Child,
  file: string,
  { signal, progress }: Task = {},
  most = MOST_MEMORY,
): Promise<Source> {
  const client = new ProcessClient<SourceCalls>({
    spawn,
    patience: () => PATIENCE,
    died: () => new AppError('input', t('archive.died', { path: file })),
    mostMemory: () => most,
    tooMuch: () => new AppError('input', t('archive.tooMuchMemory', { path: file })),
  });
  const close = (): void => client.close(new AppError('cancelled', t('store.stopped')));
  try {
    const { images, tokens, ...source } = await client.call('open', file, {
      signal,
      onNews: ({ done, total }) => progress?.(done, total),
    });
    return {
      ...source,
      images: readable(images, (hash) => client.call('read', { kind: 'images', hash })),
      tokens: readable(tokens, (hash) => client.call('read', { kind: 'tokens', hash })),
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

const readable = <File extends SourceFile>(
  files: readonly ListedFile<File>[],
  read: (hash: string) => Promise<Uint8Array>,
): ReadonlyMap<string, File> =>
  new Map(files.map(([hash, file]) => [hash, { ...file, read: () => read(hash) } as File]));
