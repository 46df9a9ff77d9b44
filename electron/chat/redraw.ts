import type { PromptPart, Runtime } from '../runtime/types';
import type { Store } from '../store/open';
import type { PackageLoader } from './packageLoader';
import { keptBy, picturePart } from './prompt';
import { wordsRequest } from './request';
import type { CallInput, CallOutput } from '../../shared/ipc/contract';
import { t } from '../../shared/i18n/translate';
import { AppError } from '../../shared/ipc/errors';
import type { ImagePart, Message } from '../../shared/message';
import type { VisualizerSettings } from '../../shared/ipc/pictures';

type Variant = CallOutput<'pictures.redraw'>[number];
type PartRef = Pick<CallInput<'pictures.choose'>, 'messageId' | 'part'>;
type Drawn = ImagePart & { readonly rendering: NonNullable<ImagePart['rendering']> };

/** Mean absolute difference of two PNGs of one size over all their channels, 0 to 255. */
export type DifferenceOf = (first: Uint8Array, second: Uint8Array) => Promise<number>;

/** What can be done with a picture that the model drew, without writing to the conversation. */
export class Pictures {
  #stopping = new AbortController();

  constructor(
    private readonly store: Store,
    private readonly runtime: Runtime,
    private readonly packageLoader: PackageLoader,
    private readonly differenceOf: DifferenceOf,
  ) {}

  /** Draws the kept visual tokens again, once for each of the settings, without the language model. */
  async decode(place: PartRef, settings: readonly VisualizerSettings[]): Promise<Variant[]> {
    const part = drawnPart(this.store.messages.get(place.messageId), place.part);
    const { images } = this.store;
    const { signal } = this.#stopping;
    const loaded = await this.packageLoader.ready(signal);
    if (loaded.hash !== part.rendering.package) {
      throw new AppError('package', t('chat.drawnByOther', { name: part.rendering.packageName }));
    }
    const tokens = await images.readTokens(part.rendering.tokens);
    const variants: Variant[] = [];
    let reference: Uint8Array | undefined =
      part.image === null ? undefined : await images.readImage(part.image);
    for (const chosen of settings) {
      const drawn = await this.runtime.decode(
        { tokens, settings: chosen },
        () => undefined,
        signal,
      );
      const image = await images.saveImage(drawn.png, 'image/png');
      const { drawn: _, ...rendering } = { ...part.rendering, ...chosen };
      const varied = chosen.variation > 0 ? { drawn: await images.saveTokens(drawn.tokens) } : {};
      const { width, height } = drawn;
      variants.push({
        part: {
          type: 'image',
          image,
          width,
          height,
          mediaType: 'image/png',
          rendering: { ...rendering, ...varied },
        },
        difference: reference ? await this.differenceOf(reference, drawn.png) : null,
      });
      if (variants.length === 1) reference = drawn.png;
    }
    return variants;
  }

  /** Replaces a picture by a variant that was decoded from its visual tokens. */
  choose(place: PartRef, chosen: ImagePart): Message {
    const { messages, images, steps } = this.store;
    const part = drawnPart(messages.get(place.messageId), place.part);
    const { rendering, image } = chosen;
    if (image === null || rendering?.tokens !== part.rendering.tokens) {
      throw new AppError('input', t('chat.notAVariant'));
    }
    const { mediaType } = images.image(image);
    const { package: made, packageName, parents, instruction } = part.rendering;
    steps.decode(place.messageId, place.part, {
      ...chosen,
      mediaType,
      rendering: { ...rendering, package: made, packageName, parents, instruction },
    });
    return messages.get(place.messageId);
  }

  /** Shows the model a picture as it would see it in the conversation, and asks what it shows. */
  async readBack(place: PartRef): Promise<CallOutput<'pictures.readBack'>> {
    const part = this.store.messages.get(place.messageId).parts[place.part];
    if (part?.type !== 'image') throw new AppError('input', t('chat.noPicture'));
    const { signal } = this.#stopping;
    const loaded = await this.packageLoader.ready(signal);
    const shown = await picturePart({ images: this.store.images, package: keptBy(loaded) }, part);
    if (!shown) throw new AppError('input', t('chat.neverDrawn'));
    const question: PromptPart[] = [
      shown,
      { type: 'text', text: loaded.manifest.prompts.readBack },
    ];
    let seen = '';
    await this.runtime.answer(
      wordsRequest(loaded.manifest, question),
      (event) => {
        if (event.type === 'text') seen += event.text;
      },
      signal,
    );
    return { asked: part.rendering?.instruction ?? '', seen: seen.trim() };
  }

  /** Stops whatever is being drawn or read. */
  stop(): void {
    this.#stopping.abort();
    this.#stopping = new AbortController();
  }
}

function drawnPart(message: Message, index: number): Drawn {
  const part = message.parts[index];
  if (part?.type === 'image' && part.rendering) return { ...part, rendering: part.rendering };
  throw new AppError('input', t('chat.noTokens'));
}
