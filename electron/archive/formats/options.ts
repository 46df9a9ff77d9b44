import type { MetadataPolicy } from '../../images/exif';

/** What an export for people shows. */
export interface ShownOptions {
  /** What each answer and picture was made with. */
  readonly details: boolean;
  /** Whether answers show the pictures that the model drew to think. */
  readonly thinking: boolean;
  /** What photographs tell of themselves; their place only when it is asked for. */
  readonly metadata: MetadataPolicy;
  /** HTML: pictures inside the one file, or in a folder beside it. */
  readonly beside: boolean;
}

export const SHOWN: ShownOptions = {
  details: true,
  thinking: true,
  metadata: 'none',
  beside: false,
};
