import path from 'node:path';
import { Features } from './features';
import { yieldToEventLoop } from './async';
import type { SimilarityRequest } from './types';
import { t } from '../../shared/i18n/translate';
import { AppError } from '../../shared/ipc/errors';
import { pooled, cosine } from '../../shared/similarity';
import { throwIfAborted, type Task } from '../../shared/task';

/** A similarity search, and what it needs of the package. */
export interface SimilarityTask extends Task {
  /** Numbers of a feature. */
  readonly width: number;
  /** Visual tokens of a picture by the absolute path of its file. */
  readonly encode: (file: string) => Promise<Float32Array>;
}

/** Pictures that are compared before others may work. */
const AT_ONCE = 4096;

/**
 * How like each of some pictures is to another one: the exact cosine of their features.
 *
 * @returns -1 to 1 in the order of the others; NaN for one that cannot be read
 * @throws AppError `input` when the picture itself cannot be read, `cancelled`
 */
export async function computeSimilarities(
  { folder, sought, others, features: file }: SimilarityRequest,
  task: SimilarityTask,
): Promise<Float32Array> {
  const features = new Features(file, task.width);
  const known = features.load();
  const unknown = [...new Set([sought, ...others])].filter((hash) => !known.has(hash));
  for (const [done, hash] of unknown.entries()) {
    throwIfAborted(task.signal, 'runtime.stopped');
    const feature = await featureOf(path.join(folder, hash), task);
    if (feature) {
      features.add(hash, feature);
      known.set(hash, feature);
    }
    task.progress?.(done + 1, unknown.length);
  }
  const wanted = known.get(sought);
  if (!wanted) throw new AppError('input', t('store.pictureFileGone'));
  const found = new Float32Array(others.length).fill(NaN);
  for (const [place, hash] of others.entries()) {
    if (place % AT_ONCE === 0) {
      await yieldToEventLoop();
      throwIfAborted(task.signal, 'runtime.stopped');
    }
    const feature = known.get(hash);
    if (feature) found[place] = cosine(wanted, feature);
  }
  return found;
}

async function featureOf(
  file: string,
  { width, encode }: SimilarityTask,
): Promise<Float32Array | undefined> {
  try {
    return pooled(await encode(file), width);
  } catch (error) {
    // A file that is gone or damaged is like nothing; what else goes wrong concerns all.
    if (error instanceof AppError && error.code === 'input') return undefined;
    throw error;
  }
}
