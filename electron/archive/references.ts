import type { ArchivedConversation } from '../../shared/archive/schema';
import { picturesOf } from '../../shared/message';

/** Hashes of the files that conversations use. */
export interface References {
  readonly images: Set<string>;
  readonly tokens: Set<string>;
}

/** All pictures and visual tokens that conversations use, including lineage, regions and true frames. */
export function referencesOf(conversations: Iterable<ArchivedConversation>): References {
  const images = new Set<string>();
  const tokens = new Set<string>();
  for (const { messages } of conversations) {
    for (const image of messages.flatMap(({ trueFrames = [] }) => trueFrames)) images.add(image);
    for (const part of messages.flatMap((message) => message.parts)) {
      if (part.type === 'region') images.add(part.image);
      for (const { image, rendering } of picturesOf(part)) {
        if (image !== null) images.add(image);
        if (!rendering) continue;
        tokens.add(rendering.tokens);
        if (rendering.drawn !== undefined) tokens.add(rendering.drawn);
        for (const parent of rendering.parents) images.add(parent);
      }
    }
  }
  return { images, tokens };
}
