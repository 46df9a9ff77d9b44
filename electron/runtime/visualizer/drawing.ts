import type { VisualizerSettings } from '../../../shared/ipc/pictures';
import type { DecodedPicture } from '../types';

/** A look at a picture that is being drawn. */
export interface Preview {
  /** Denoiser steps done, from 1. */
  readonly step: number;
  readonly steps: number;
  readonly png: Uint8Array;
}

/** A picture on its way; each `advance` is one step. */
export interface Drawing {
  /** The tokens that are drawn. */
  readonly tokens: Float32Array;
  /** The picture, once it is finished. */
  readonly picture: DecodedPicture | undefined;
  /** One step; a preview where one is due. */
  advance(): Promise<Preview | undefined>;
}

/** Turns the tokens of a picture, visual tokens or codes, into pixels. */
export interface PictureDecoder {
  /** @throws AppError `input` for settings outside of what the package can do */
  check(settings: VisualizerSettings): void;
  /**
   * Begins a drawing; nothing runs yet.
   *
   * @throws AppError `input` for tokens of another size or settings out of range
   */
  begin(tokens: Float32Array, settings: VisualizerSettings): Drawing;
}
