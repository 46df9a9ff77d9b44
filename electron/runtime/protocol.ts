/** What the process of the runtime can be asked. */
import type { Located } from './locate/search';
import type {
  SimilarityRequest,
  AnswerEvent,
  AnswerRequest,
  AnswerResult,
  DecodedPicture,
  DecodeRequest,
  LoadedPackage,
  LoadOptions,
  LocateRequest,
  OfferedProvider,
} from './types';

/** Calls of the runtime, with what each takes, tells on the way, and returns. */
export interface RuntimeCalls {
  load: { input: LoadOptions; news: LoadNews; output: LoadedPackage };
  answer: { input: AnswerRequest; news: AnswerEvent; output: AnswerResult };
  decode: { input: DecodeRequest; news: DecodeNews; output: DecodedPicture };
  encode: { input: string; news: never; output: Float32Array };
  similarities: { input: SimilarityRequest; news: SimilarityProgress; output: Float32Array };
  locate: { input: LocateRequest; news: never; output: Located };
  providers: { input: null; news: never; output: OfferedProvider[] };
}

/** How much of a loading is done, 0 to 1. */
export interface LoadNews {
  readonly share: number;
}

/** A picture on its way while kept visual tokens are drawn again. */
export interface DecodeNews {
  readonly step: number;
  readonly steps: number;
  readonly png: Uint8Array;
}

/** Pictures whose features were computed for a similarity search. */
export interface SimilarityProgress {
  readonly done: number;
  readonly total: number;
}
