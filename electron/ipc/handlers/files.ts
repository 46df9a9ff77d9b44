import { writeWhere } from '../files';
import type { HandlersOf } from '../router';
import type { filesCalls } from '../../../shared/ipc/files';
import type { Services } from '../services';

/** The call that saves files made by the window. */
export const filesHandlers = ({ desktop }: Services): HandlersOf<typeof filesCalls> => ({
  'files.save': async ({ name, kind, bytes }) => {
    const target = await desktop.pickSave(name, kind);
    if (target !== null) await writeWhere(target, bytes);
    return target;
  },
});
