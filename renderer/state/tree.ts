/** All messages of the open conversation, of all its branches, with the running answer as it grows. */
import { useEffect, useMemo } from 'react';
import { create } from 'zustand';
import type { Message } from '../../shared/message';
import { call } from '../api';
import { notifyError } from './notify';
import { useStudio } from './studio';

interface TreeState {
  readonly id: string | null;
  readonly messages: readonly Message[];
}

const useTreeState = create<TreeState>(() => ({ id: null, messages: [] }));
let asked = 0;

async function load(id: string): Promise<void> {
  asked += 1;
  const number = asked;
  try {
    const messages = await call('conversations.tree', { id });
    if (number === asked) useTreeState.setState({ id, messages });
  } catch (error) {
    notifyError(error);
  }
}

/** The known tree with the messages on the screen in the place of older readings of them. */
export function joinTree(tree: readonly Message[], shown: readonly Message[]): readonly Message[] {
  if (shown.length === 0) return tree;
  const newer = new Map(shown.map((message) => [message.id, message]));
  const joined = tree.map((message) => newer.get(message.id) ?? message);
  const known = new Set(tree.map(({ id }) => id));
  return [...joined, ...shown.filter(({ id }) => !known.has(id))];
}

const none: readonly Message[] = [];

/** The messages of the open conversation, oldest first; asked for again when branches appear. */
export function useTree(): readonly Message[] {
  const id = useStudio((state) => state.view?.id ?? null);
  const opened = useStudio((state) => Boolean(state.view?.conversation));
  const shown = useStudio((state) => state.view?.messages) ?? none;
  const running = useStudio((state) => state.view?.running?.messageId ?? null);
  const tree = useTreeState();
  const names = shown.map((message) => message.id).join();
  useEffect(() => {
    if (id && opened) void load(id);
  }, [id, opened, names, running]);
  const known = tree.id === id ? tree.messages : none;
  return useMemo(() => joinTree(known, shown), [known, shown]);
}
