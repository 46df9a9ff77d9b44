import type { Manifest } from '../../../shared/manifest';
import type { Sessions } from '../sessions';
import { CodeDecoder } from './codeDecoder';
import type { PictureDecoder } from './drawing';
import { Visualizer } from './visualizer';

/** The decoder of a package's kind of pictures. */
export function openPictureDecoder(sessions: Sessions, manifest: Manifest): PictureDecoder {
  const { picture } = manifest;
  return picture.kind === 'codes'
    ? new CodeDecoder(sessions, picture)
    : new Visualizer(sessions, manifest, picture);
}
