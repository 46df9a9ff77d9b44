import type { Store } from '../store/open';
import type { Box } from '../../shared/image';
import type { PartRef } from '../../shared/attachment';
import { t } from '../../shared/i18n/translate';
import { AppError } from '../../shared/ipc/errors';
import type { ImagePart } from '../../shared/message';

/** What a drawn picture was made from. */
export interface Base {
  readonly drawn: string;
  /** The picture that was shown, or the larger one that it was cropped from. */
  readonly original: string;
  /** Which part of the original was shown; absent for all of it. */
  readonly box?: Box;
}

/**
 * The picture that a drawn one was made from: that of the nearest earlier question that shows one.
 *
 * @throws AppError `input` when there is none
 */
export function baseOf({ messages }: Pick<Store, 'messages'>, { messageId, part }: PartRef): Base {
  const branch = messages.branch(messageId);
  const drawn = branch.at(-1)?.parts[part];
  if (drawn?.type !== 'image' || drawn.image === null) {
    throw new AppError('input', t('chat.noPicture'));
  }
  for (const { role, parts } of branch.toReversed()) {
    if (role !== 'user') continue;
    const shown = parts.findLast((one): one is ImagePart => one.type === 'image');
    if (!shown || shown.image === null) continue;
    const region = parts.find((one) => one.type === 'region');
    if (!region) return { drawn: drawn.image, original: shown.image };
    const { x, y, width, height } = region;
    return { drawn: drawn.image, original: region.image, box: { x, y, width, height } };
  }
  throw new AppError('input', t('chat.noOriginal'));
}
