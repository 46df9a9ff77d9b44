import { sentence } from '../../shared/words/sentence';
import { cosine, pooled } from '../../shared/likeness';
import type { Runtime } from '../runtime/types';
import { Features } from '../store/features';
import type { Store } from '../store/open';
import { ChatError } from './error';
import type { PackageKeeper } from './package';

/** What a search by likeness is told and may ask. */
export interface LikenessWork {
  readonly signal: AbortSignal;
  readonly progress: (done: number, total: number) => void;
}

/** Finds pictures that look like another one, by the vision encoder of the loaded package. */
export class Likeness {
  constructor(
    private readonly store: Store,
    private readonly runtime: Runtime,
    private readonly keeper: PackageKeeper,
  ) {}

  /**
   * How like each of some pictures is to another one: the exact cosine of their features. Features
   * are computed once for each package and kept with its hash; a stop keeps those that are done.
   *
   * @returns similarity (-1 to 1) by hash; pictures that cannot be read are left out
   * @throws ChatError `input` when the picture itself cannot be read
   */
  async compare(
    image: string,
    others: readonly string[],
    { signal, progress }: LikenessWork,
  ): Promise<Map<string, number>> {
    const { hash, manifest } = await this.keeper.ready(signal);
    const { featureWidth } = manifest.visionEncoder;
    const features = new Features(this.store.folder, hash, featureWidth);
    const known = features.load();
    const wanted = [...new Set([image, ...others])].filter((one) => !known.has(one));
    for (const [done, one] of wanted.entries()) {
      signal.throwIfAborted();
      const feature = await this.#featureOf(one, featureWidth, signal);
      if (feature) {
        features.add(one, feature);
        known.set(one, feature);
      }
      progress(done + 1, wanted.length);
    }
    const sought = known.get(image);
    if (!sought) throw new ChatError('input', sentence('store.pictureFileGone'));
    return new Map(
      others.flatMap((one): [string, number][] => {
        const feature = known.get(one);
        return feature ? [[one, cosine(sought, feature)]] : [];
      }),
    );
  }

  async #featureOf(
    image: string,
    width: number,
    signal: AbortSignal,
  ): Promise<Float32Array | undefined> {
    try {
      return pooled(await this.runtime.encode(this.store.images.image(image).path, signal), width);
    } catch (error) {
      // A file that is gone or damaged is like nothing; what else goes wrong concerns all.
      const code = error instanceof Error && 'code' in error ? error.code : '';
      if (code === 'input' || code === 'missing') return undefined;
      throw error;
    }
  }
}
