import { call, listen } from '../api';
import { openConversation, refresh } from './conversations';
import { flushDrafts } from './drafts';
import { notifyError } from './notify';
import { foldStudio, openDialog, takeConversations, useStudio } from './studio';
import { needsSnapshot } from './view';
import type { StudioEvent } from '../../shared/ipc/contract';

export type MenuCommand = Extract<StudioEvent, { type: 'menu' }>['command'];

/** Longest time that events wait for a frame of the screen (a hidden window draws none). */
const LONGEST_WAIT_MS = 100;

/**
 * Loads the list, the settings and the package's state, and folds events frame by frame, so that a
 * fast answer costs one drawing a frame.
 */
export async function connect(onMenu: (command: MenuCommand) => void): Promise<void> {
  let events: StudioEvent[] = [];
  let frame = 0;
  let timer = 0;

  function flush(): void {
    window.cancelAnimationFrame(frame);
    window.clearTimeout(timer);
    const batch = events;
    events = [];
    useStudio.setState((state) => batch.reduce(foldStudio, state));
    const { view } = useStudio.getState();
    if (view && needsSnapshot(view)) void refresh(view.id);
  }

  listen((event) => {
    if (event.type === 'menu') {
      onMenu(event.command);
      return;
    }
    events.push(event);
    if (events.length > 1) return;
    frame = window.requestAnimationFrame(flush);
    timer = window.setTimeout(flush, LONGEST_WAIT_MS);
  });

  /** Shows what commands wrote into the same data while the person was in another window. */
  async function lookAgain(): Promise<void> {
    const conversations = await call('conversations.list', {});
    // Events that came before are older than this list.
    flush();
    const { view } = useStudio.getState();
    useStudio.setState((state) => takeConversations(state, conversations));
    const open = conversations.find(({ id }) => id === view?.id);
    const written = open && open.updatedAt > (view?.conversation?.updatedAt ?? Infinity);
    if (written && !view?.running) await refresh(open.id);
  }

  window.addEventListener('focus', () => void load(lookAgain));
  window.addEventListener('blur', () => void flushDrafts());
  window.addEventListener('pagehide', () => void flushDrafts());

  await Promise.all([
    load(async () => {
      const conversations = await call('conversations.list', {});
      useStudio.setState((state) => takeConversations(state, conversations));
      const { open, left } = await call('window.start', {});
      useStudio.setState({ left });
      if (open !== null) await openConversation(open);
    }),
    load(async () => useStudio.setState({ settings: await call('settings.get', {}) })),
    load(async () => useStudio.setState({ status: await call('packages.status', {}) })),
    load(async () => useStudio.setState({ backupProblems: await call('backups.problems', {}) })),
    load(async () => {
      const rescued = await call('recovery.rescued', {});
      if (rescued) openDialog({ kind: 'rescued', rescued });
    }),
  ]);
}

async function load(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    notifyError(error);
  }
}
