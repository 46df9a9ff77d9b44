import { lineageOf, withLineage, withoutLineage } from '../../chat/lineage/lineage';
import { openLineage } from '../../chat/lineage/open';
import { pngOf, putBackDrawn, writeWhere } from '../files';
import type { HandlersOf } from '../router';
import type { lineageCalls } from '../../../shared/ipc/lineage';
import type { Services } from '../services';

/** Calls about the history that a saved picture carries. */
export function lineageHandlers({
  store,
  desktop,
  emit,
}: Services): HandlersOf<typeof lineageCalls> {
  return {
    'lineage.save': async ({ place, history, original }) => {
      const lineage = lineageOf(store, place);
      const png = original
        ? (await putBackDrawn(store, desktop.pictures, place)).bytes
        : await pngOf(store, desktop.pictures, lineage.picture);
      const written = history ? withLineage(png, lineage) : withoutLineage(png);
      const target = await desktop.pickSave('picture', 'png');
      if (target !== null) await writeWhere(target, written);
      return target;
    },
    'lineage.open': async ({ image }) => {
      const opened = await openLineage(store, image);
      if (opened.found === 'rebuilt') {
        emit({ type: 'conversations', conversations: store.conversations.list() });
      }
      return opened;
    },
  };
}
