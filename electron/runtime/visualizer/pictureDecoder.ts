import type { Manifest } from '../../../shared/manifest';
import type { VisualizerSettings } from '../../../shared/ipc/pictures';
import type { Sessions } from '../sessions';
import type { DecodedPicture } from '../types';
import { CodeDecoder } from './codeDecoder';
import { Visualizer, type Preview } from './visualizer';

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

/** The decoder of a package's kind of pictures. */
export function openPictureDecoder(sessions: Sessions, manifest: Manifest): PictureDecoder {
  const { picture } = manifest;
  return picture.kind === 'codes'
    ? new CodeDecoder(sessions, picture)
    : new Visualizer(sessions, manifest, picture);
}
