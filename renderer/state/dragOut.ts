/** Dragging something out of the window as a file. */
import type { DragEvent } from 'react';
import { call, StudioError } from '../api';
import { words } from '../i18n';
import { notify, notifyError } from './notify';
import type { Dragged } from '../../shared/ipc/drag';

/** A file that takes longer to write (milliseconds) is spoken of. */
const LONG = 500;

/** Everything of a conversation, as it is dragged from the list. */
export const wholeConversation = (id: string): Extract<Dragged, { kind: 'export' }> => ({
  kind: 'export',
  selection: { kind: 'conversation', id },
  format: 'metamorph',
  options: { details: true, thinking: true, metadata: 'none', beside: false },
});

/**
 * Begins to drag something out of the window: its file is written first, and then, if the button of
 * the pointer is still down, the system drags it. Letting go before gives it up.
 */
export async function dragOut(event: DragEvent, what: Dragged): Promise<void> {
  // The system drags the file instead of the page dragging its element.
  event.preventDefault();
  event.stopPropagation();
  swallowClick();
  const held = new AbortController();
  let writing = true;
  function letGo(): void {
    held.abort();
    if (writing && what.kind === 'export') void call('task.stop', {});
  }
  window.addEventListener('pointerup', letGo, { once: true, signal: held.signal });
  window.addEventListener('blur', letGo, { once: true, signal: held.signal });
  const long = setTimeout(() => notify(words('drag.writing')), LONG);
  try {
    const prepared = await call('drag.prepare', what);
    writing = false;
    if (!held.signal.aborted) await call('drag.start', prepared);
  } catch (error) {
    const stopped = error instanceof StudioError && error.code === 'cancelled';
    if (!stopped || !held.signal.aborted) notifyError(error);
  } finally {
    clearTimeout(long);
    writing = false;
    held.abort();
  }
}

/** Letting go over what was pulled is no click on it. */
function swallowClick(): void {
  const next = new AbortController();
  const { signal } = next;
  window.addEventListener(
    'click',
    (event) => {
      event.preventDefault();
      event.stopPropagation();
    },
    { capture: true, signal },
  );
  window.addEventListener('pointerdown', () => next.abort(), { capture: true, signal });
  window.addEventListener('keydown', () => next.abort(), { capture: true, signal });
}
