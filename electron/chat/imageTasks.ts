import type { Runtime } from '../runtime/types';
import type { Store } from '../store/open';
import type { PackageLoader } from './packageLoader';
import type { CallOutput } from '../../shared/ipc/contract';
import type { Box } from '../../shared/image';
import { meanCosine, matched } from '../../shared/assignment';
import type { PartRef } from '../../shared/attachment';
import { t } from '../../shared/i18n/translate';
import { AppError } from '../../shared/ipc/errors';
import { picturesOf, type ImagePart, type RegionPart, type Message } from '../../shared/message';

/** What the workbenches ask of the model apart from answers; the conversation does not change. */
export class Workbench {
  #stopping = new AbortController();

  constructor(
    private readonly store: Store,
    private readonly runtime: Runtime,
    private readonly packageLoader: PackageLoader,
  ) {}

  /**
   * The part of a kept picture whose features are nearest the visual tokens of a drawn one.
   *
   * @param box only this part is compared
   * @throws AppError `input` for a place without kept tokens, `package` when another one made them
   */
  async locate(image: string, place: PartRef, box?: Box): Promise<RegionPart> {
    const { signal } = this.#stopping;
    const part = this.store.messages.get(place.messageId).parts[place.part];
    if (part?.type !== 'image' || !part.rendering) {
      throw new AppError('input', t('chat.noTokens'));
    }
    const { rendering } = part;
    const loaded = await this.packageLoader.ready(signal);
    if (loaded.hash !== rendering.package) {
      throw new AppError('package', t('chat.imaginedByOther', { name: rendering.packageName }));
    }
    const tokens = await this.store.images.readTokens(rendering.tokens);
    const { path } = this.store.images.image(image);
    const found = await this.runtime.locate({ path, tokens, ...(box ? { box } : {}) }, signal);
    return { type: 'region', image, ...found };
  }

  /**
   * Which given picture each picture of an answer redraws: the best one-to-one match by the cosine
   * of their visual tokens, in the order of the answer.
   */
  async order(messageId: string): Promise<CallOutput<'frames.order'>> {
    const { messages } = this.store;
    const answer = messages.get(messageId);
    const question = answer.parentId === null ? undefined : messages.get(answer.parentId);
    const given = picturesIn(question);
    const drawn = picturesIn(answer).filter(({ rendering }) => rendering !== null);
    if (given.length === 0 || drawn.length === 0) {
      throw new AppError('input', t('chat.noFrames'));
    }
    const { signal } = this.#stopping;
    const loaded = await this.packageLoader.ready(signal);
    const seen: Float32Array[] = [];
    for (const picture of given) seen.push(await this.#tokensOf(picture, loaded.hash, signal));
    const { visualTokens } = loaded.manifest.visionEncoder;
    const rows: number[][] = [];
    for (const picture of drawn) {
      const tokens = await this.#tokensOf(picture, loaded.hash, signal);
      rows.push(seen.map((other) => meanCosine(tokens, other, visualTokens)));
    }
    return matched(rows).map(({ column, ...match }) => ({ given: column + 1, ...match }));
  }

  /** Stops what is running. */
  stop(): void {
    this.#stopping.abort();
    this.#stopping = new AbortController();
  }

  async #tokensOf(
    { image, rendering }: ImagePart,
    loaded: string,
    signal: AbortSignal,
  ): Promise<Float32Array> {
    const { images } = this.store;
    if (rendering?.package === loaded) return images.readTokens(rendering.tokens);
    if (image === null) throw new AppError('input', t('chat.frameNeverDrawn'));
    return this.runtime.encode(images.image(image).path, signal);
  }
}

/** Pictures and frames of a message in order. */
const picturesIn = (message: Message | undefined): ImagePart[] =>
  (message?.parts ?? []).flatMap(picturesOf);
