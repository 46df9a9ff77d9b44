import type { Place } from '../../shared/ipc/contract';
import { lineageOf, withLineage, withoutLineage } from '../chat/lineage/lineage';
import type { Store } from '../store/open';
import type { PictureTools } from './desktop';

type Tools = Pick<PictureTools, 'asPng'>;

/** A kept picture as PNG. */
export async function pngOf(store: Store, tools: Tools, image: string): Promise<Uint8Array> {
  const bytes = await store.images.readImage(image);
  return store.images.image(image).mediaType === 'image/png' ? bytes : tools.asPng(bytes);
}

/**
 * A kept picture as the PNG that is given away.
 *
 * @param place where it was drawn: then the PNG carries how it was made
 */
export async function pictureFile(
  store: Store,
  tools: Tools,
  image: string,
  place?: Place,
): Promise<Uint8Array> {
  const png = await pngOf(store, tools, image);
  return place ? withLineage(png, lineageOf(store, place)) : withoutLineage(png);
}
