import type { ImageFile, InspectedImage, WrittenImage, PutBackRequest } from './types';
import type { Box } from '../../shared/image';

/** What the image process can be asked: name -> input and output. */
export interface ImageCalls {
  inspect: { input: ImageFile; news: never; output: InspectedImage };
  asPng: { input: Uint8Array; news: never; output: Uint8Array };
  thumbnail: { input: Uint8Array; news: never; output: Uint8Array };
  difference: { input: readonly [Uint8Array, Uint8Array]; news: never; output: number };
  crop: { input: readonly [Uint8Array, Box]; news: never; output: WrittenImage };
  putBack: { input: PutBackRequest; news: never; output: WrittenImage };
}
