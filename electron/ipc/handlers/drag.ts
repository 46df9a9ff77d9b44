import fs from 'node:fs';
import { exportTo, nameOf, pictureFile, plainName } from '../files';
import type { HandlersOf } from '../router';
import type { TaskSlot } from '../taskSlot';
import type { dragCalls } from '../../../shared/ipc/drag';
import { t } from '../../../shared/i18n/translate';
import type { Services } from '../services';

/** Calls that let a person drag something out of the window as a file. */
export function dragHandlers(
  { store, desktop }: Services,
  slot: TaskSlot,
): HandlersOf<typeof dragCalls> {
  const { dragged } = desktop;

  function instructionAt(place: { messageId: string; part: number } | undefined): string {
    const part = place && store.messages.get(place.messageId).parts[place.part];
    return part?.type === 'image' ? (part.rendering?.instruction ?? '') : '';
  }

  return {
    'drag.prepare': async (what) => {
      if (what.kind === 'export') {
        const name = `${nameOf(store, what.selection)}.${what.format}`;
        const { kind: _, ...request } = what;
        const id = await slot.run((task) =>
          dragged.make(name, (file) => exportTo({ store, desktop }, request, file, task)),
        );
        return { id };
      }
      const { image, place } = what;
      const png = await pictureFile(store, desktop.pictures, image, place);
      const name = plainName(instructionAt(place), t('exported.picture'));
      const id = await dragged.make(`${name}.png`, (file) => fs.promises.writeFile(file, png));
      return { id };
    },
    'drag.start': async ({ id }) => {
      await desktop.drag(dragged.paths(id));
    },
  };
}
