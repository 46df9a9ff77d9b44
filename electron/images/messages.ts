import type { Language } from '../../shared/i18n/languages';
import type { RuntimeErrorCode } from '../../shared/runtimeError';
import type { Box } from '../../shared/ipc/workbench';
import type { InspectedPicture, PictureFile, PuttingBack, WrittenPicture } from '../ipc/desktop';

/** What the picture process can be asked: name -> input and output. */
export interface PictureCalls {
  inspect: { input: PictureFile; output: InspectedPicture };
  asPng: { input: Uint8Array; output: Uint8Array };
  thumbnail: { input: Uint8Array; output: Uint8Array };
  difference: { input: readonly [Uint8Array, Uint8Array]; output: number };
  crop: { input: readonly [Uint8Array, Box]; output: WrittenPicture };
  putBack: { input: PuttingBack; output: WrittenPicture };
}

export type PictureCall = keyof PictureCalls;

/** One question to the picture process, and the language that it is answered in. */
export type PictureQuestion = { readonly language?: Language } & {
  [Name in PictureCall]: {
    readonly id: number;
    readonly name: Name;
    readonly input: PictureCalls[Name]['input'];
  };
}[PictureCall];

/** Its answer: the value of the question's kind, or a sentence. */
export type PictureAnswer =
  | {
      readonly id: number;
      readonly ok: true;
      readonly value: PictureCalls[PictureCall]['output'];
    }
  | {
      readonly id: number;
      readonly ok: false;
      readonly code: RuntimeErrorCode;
      readonly error: string;
    };
