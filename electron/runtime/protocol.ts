/** What the host of the runtime and its child process say to each other. */
import type { Language } from '../../shared/i18n/languages';
import type { RuntimeErrorCode } from '../../shared/runtimeError';
import type { Located } from './locate/search';
import type {
  AlikeRequest,
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
  alike: { input: AlikeRequest; news: AlikeNews; output: Float32Array };
  locate: { input: LocateRequest; news: never; output: Located };
  providers: { input: null; news: never; output: OfferedProvider[] };
  close: { input: null; news: never; output: null };
}

export type RuntimeCall = keyof RuntimeCalls;

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

/** Pictures whose features were computed for a search by likeness. */
export interface AlikeNews {
  readonly done: number;
  readonly total: number;
}

/** What is told on the way of a call. */
export type News = AlikeNews | AnswerEvent | DecodeNews | LoadNews;

/** From the host: a call, or that a call shall be stopped; and the language of what is answered. */
export type HostMessage = { readonly language?: Language } & (
  | {
      readonly [N in RuntimeCall]: {
        readonly type: 'call';
        readonly id: number;
        readonly name: N;
        readonly input: RuntimeCalls[N]['input'];
      };
    }[RuntimeCall]
  | { readonly type: 'cancel'; readonly id: number }
);

/** From the child: news of a call, its value, or its error. */
export type ChildMessage =
  | { readonly type: 'news'; readonly id: number; readonly news: News }
  | {
      readonly type: 'value';
      readonly id: number;
      readonly value: RuntimeCalls[RuntimeCall]['output'];
    }
  | {
      readonly type: 'error';
      readonly id: number;
      readonly code: RuntimeErrorCode;
      readonly error: string;
    };
