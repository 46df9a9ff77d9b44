import path from 'node:path';
import type { Runtime } from '../runtime/types';
import type { Store } from '../store/open';
import type { PackageLoader } from './packageLoader';
import type { Task } from '../../shared/task';

/** Finds pictures that look like another one, by the vision encoder of the loaded package. */
export class SimilaritySearch {
  constructor(
    private readonly store: Store,
    private readonly runtime: Runtime,
    private readonly packageLoader: PackageLoader,
  ) {}

  /**
   * How similar pictures are to another one, compared in the process of the runtime.
   * Features are computed once for each package and kept with its hash.
   *
   * @returns similarity (-1 to 1) by hash; pictures that cannot be read are left out
   * @throws AppError `input` when the picture itself cannot be read
   */
  async compare(
    image: string,
    others: readonly string[],
    { signal, progress = () => undefined }: Task,
  ): Promise<Map<string, number>> {
    const { hash } = await this.packageLoader.ready(signal);
    const similarities = await this.runtime.similarities(
      {
        folder: this.store.images.folder,
        sought: image,
        others,
        features: path.join(this.store.folder, 'features', `${hash}.f32`),
        package: hash,
      },
      progress,
      signal,
    );
    return new Map(
      others.flatMap((one, place): [string, number][] => {
        const similarity = similarities[place] ?? NaN;
        return Number.isNaN(similarity) ? [] : [[one, similarity]];
      }),
    );
  }
}
