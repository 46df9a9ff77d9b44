/** The tree of the open conversation, of all its branches, with the running answer as it grows. */
import { useEffect, useMemo } from 'react';
import { create } from 'zustand';
import { call } from '../api';
import { showBranch } from './conversations';
import { notifyError } from './notify';
import { joinTree } from './outline';
import { useStudio } from './studio';
import type { PicturesKind } from '../../shared/ipc/conversations';
import type { Message } from '../../shared/message';
import type { OutlineNode } from '../../shared/ipc/tree';

interface TreeState {
  readonly id: string | null;
  readonly pictures: PicturesKind | null;
  readonly nodes: readonly OutlineNode[];
}

const useTreeState = create<TreeState>(() => ({ id: null, pictures: null, nodes: [] }));
let asked = 0;

async function load(id: string, pictures: PicturesKind): Promise<void> {
  asked += 1;
  const number = asked;
  try {
    const nodes = await call('conversations.outline', { id, pictures });
    if (number === asked) useTreeState.setState({ id, pictures, nodes });
  } catch (error) {
    notifyError(error);
  }
}

const none: readonly never[] = [];

/**
 * The messages of the open conversation, oldest first; asked for again when branches appear.
 *
 * @param pictures what the messages that come whole have to do with; of others only the place comes
 */
export function useTree(pictures: PicturesKind): readonly OutlineNode[] {
  const id = useStudio((state) => state.view?.id ?? null);
  const opened = useStudio((state) => Boolean(state.view?.conversation));
  const shown = useStudio((state) => state.view?.messages) ?? none;
  const running = useStudio((state) => state.view?.running?.messageId ?? null);
  const tree = useTreeState();
  const names = shown.map((message) => message.id).join();
  useEffect(() => {
    if (id && opened) void load(id, pictures);
  }, [id, pictures, opened, names, running]);
  const known = tree.id === id && tree.pictures === pictures ? tree.nodes : none;
  return useMemo(() => joinTree(known, shown), [known, shown]);
}

/** Makes the branch of the message on the screen the one that the conversation shows. */
export function useShownBranch(message: Message | null | undefined): void {
  const messageId = message?.id;
  const conversationId = message?.conversationId;
  useEffect(() => {
    const { view } = useStudio.getState();
    if (!messageId || !conversationId || view?.id !== conversationId || view.running) return;
    if (view.messages.some(({ id }) => id === messageId)) return;
    void showBranch(conversationId, messageId);
  }, [messageId, conversationId]);
}
