import type { Place } from '../../shared/ipc/contract';
import type { ImagePart } from '../../shared/message';
import type { Box } from '../../shared/ipc/workbench';
import { sentence } from '../../shared/i18n/translate';
import type { Store } from '../store/open';
import { ChatError } from './error';

/** What a drawn picture was made from. */
export interface Base {
  readonly drawn: string;
  /** The picture that was shown, or the larger one that it is a part of. */
  readonly original: string;
  /** Which part of the original was shown; absent for all of it. */
  readonly box?: Box;
}

/**
 * The picture that a drawn one goes back to: that of the nearest question before it which shows one.
 *
 * @throws ChatError `input` when there is none
 */
export function baseOf({ messages }: Pick<Store, 'messages'>, { messageId, part }: Place): Base {
  const branch = messages.branch(messageId);
  const drawn = branch.at(-1)?.parts[part];
  if (drawn?.type !== 'image' || drawn.image === null) {
    throw new ChatError('input', sentence('chat.noPicture'));
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
  throw new ChatError('input', sentence('chat.noOriginal'));
}
