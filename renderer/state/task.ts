/** How far the export or import is that runs. */
import { create } from 'zustand';
import { call, listen, StudioError } from '../api';
import { words } from '../i18n';
import { attempt, notify, notifyError } from './notify';

interface WorkState {
  readonly busy: boolean;
  /** From 0 to 1; null until something is known. */
  readonly part: number | null;
}

export const useWork = create<WorkState>(() => ({ busy: false, part: null }));

let listening = false;

/** Does a work of which the program tells how far it is; nothing when it fails, which is said. */
export async function runWork<Result>(act: () => Promise<Result>): Promise<Result | undefined> {
  if (!listening) {
    listening = true;
    listen((event) => {
      if (event.type !== 'work') return;
      useWork.setState({ part: event.total === 0 ? null : event.done / event.total });
    });
  }
  useWork.setState({ busy: true, part: null });
  try {
    return await act();
  } catch (error) {
    if (error instanceof StudioError && error.code === 'cancelled')
      notify(words('archive.stopped'));
    else notifyError(error);
    return undefined;
  } finally {
    useWork.setState({ busy: false, part: null });
  }
}

/** Stops it; nothing of it stays. */
export const stopWork = (): void => void attempt(() => call('task.stop', {}));
