import { call } from '../api';
import { flushDraft } from './drafts';
import { focusComposer } from './focus';
import { useFrames } from './frames';
import { attempt, notifyError } from './notify';
import { tellShown } from './shown';
import { emptyDraft, takeConversations, takeOpened, turnTo, useStudio } from './studio';
import { askingView, refusedView, takeEarlier } from './view';
import type { Conversation } from '../../shared/message';

function changeList(change: (list: readonly Conversation[]) => readonly Conversation[]): void {
  useStudio.setState((state) => takeConversations(state, change(state.conversations ?? [])));
}

/** Puts a changed conversation in its place, or a new one at the head. */
function put(conversation: Conversation): void {
  changeList((list) => [conversation, ...list.filter((other) => other.id !== conversation.id)]);
}

/** Asks for the conversation on the screen anew, and plays over it what came meanwhile. */
export async function refresh(id: string): Promise<void> {
  useStudio.setState(({ view }) => (view?.id === id ? { view: askingView(view) } : {}));
  try {
    // What was scrolled to stays on the screen.
    const { view } = useStudio.getState();
    const through = view?.id === id ? view.messages[0]?.id : undefined;
    const snapshot = await call('conversations.open', { id, ...(through ? { through } : {}) });
    useStudio.setState((state) => takeOpened(state, snapshot));
    void attempt(() => tellShown(id));
  } catch (error) {
    useStudio.setState(({ view }) => (view?.id === id ? { view: refusedView(view) } : {}));
    notifyError(error);
  }
}

/** Opens a conversation; the draft of the one that is left is saved first. */
export async function openConversation(id: string): Promise<void> {
  const left = useStudio.getState().view?.id;
  if (left === id) return;
  if (left) void flushDraft(left);
  useStudio.setState((state) => turnTo(state, id));
  await refresh(id);
}

/** Makes an empty conversation and opens it; one that is open already and holds nothing is kept. */
async function newConversation(): Promise<string | undefined> {
  const { view, drafts } = useStudio.getState();
  const { text, images } = drafts[view?.id ?? ''] ?? emptyDraft;
  const frames = useFrames.getState().strips[view?.id ?? '']?.frames ?? [];
  const begun = frames.length > 0 || text !== '' || images.length > 0;
  if (view?.conversation && view.messages.length === 0 && view.queue.length === 0 && !begun) {
    return view.id;
  }
  const made = await attempt(() => call('conversations.create', {}));
  if (!made) return undefined;
  put(made);
  await openConversation(made.id);
  return made.id;
}

/** The conversation that is open, else a new one; nothing when none could be made. */
export const openOrNew = async (): Promise<string | undefined> =>
  useStudio.getState().view?.id ?? (await newConversation());

/** Makes a conversation and lets the person type. */
export async function startConversation(): Promise<void> {
  if (await newConversation()) window.requestAnimationFrame(focusComposer);
}

/** Gives a conversation another title; an empty one is left as it was. */
export async function renameConversation(id: string, title: string): Promise<void> {
  useStudio.setState({ renaming: null });
  const trimmed = title.trim().slice(0, 200);
  if (!trimmed) return;
  await replace(() => call('conversations.rename', { id, title: trimmed }));
}

/** Keeps a conversation at the head of the list, or no longer. */
export const pinConversation = (id: string, pinned: boolean): Promise<void> =>
  replace(() => call('conversations.pin', { id, pinned }));

/** Puts a conversation away from the list, or back. */
export const archiveConversation = (id: string, archived: boolean): Promise<void> =>
  replace(() => call('conversations.archive', { id, archived }));

/** Puts a conversation into a folder (empty for none) and under tags. */
export const organiseConversation = (id: string, folder: string, tags: string[]): Promise<void> =>
  replace(() => call('conversations.organise', { id, folder, tags }));

/** Puts a conversation into a folder and leaves its tags. */
export async function fileConversation(id: string, folder: string): Promise<void> {
  const tags = useStudio.getState().conversations?.find((one) => one.id === id)?.tags ?? [];
  await organiseConversation(id, folder, [...tags]);
}

/** Changes the words that stand before the whole conversation. */
export const changeSystemPrompt = (id: string, systemPrompt: string): Promise<void> =>
  replace(() => call('conversations.systemPrompt', { id, systemPrompt }));

async function replace(work: () => Promise<Conversation>): Promise<void> {
  const changed = await attempt(work);
  if (!changed) return;
  changeList((list) => list.map((other) => (other.id === changed.id ? changed : other)));
}

/** Deletes a conversation; when it was open, its neighbour in the list is opened. */
export async function deleteConversation(id: string): Promise<boolean> {
  await flushDraft(id);
  const done = await attempt(() => call('conversations.delete', { id }).then(() => true));
  if (!done) return false;
  const wasOpen = useStudio.getState().view?.id === id;
  changeList((list) => list.filter((other) => other.id !== id));
  if (wasOpen) {
    useStudio.setState({ view: null, editing: null });
    const next = useStudio.getState().conversations?.[0];
    if (next) await openConversation(next.id);
  }
  return true;
}

/** Brings a deleted conversation back and opens it. */
export async function restoreConversation(id: string): Promise<void> {
  const restored = await attempt(() => call('conversations.restore', { id }));
  if (!restored) return;
  put(restored);
  await openConversation(id);
}

/** Shows the branch that ends below a message. */
export async function showBranch(id: string, messageId: string): Promise<void> {
  useStudio.setState(({ view }) => (view?.id === id ? { view: askingView(view) } : {}));
  const snapshot = await attempt(() => call('conversations.branch', { id, messageId }));
  if (snapshot) useStudio.setState((state) => takeOpened(state, snapshot));
  else useStudio.setState(({ view }) => (view?.id === id ? { view: refusedView(view) } : {}));
}

/** The message whose page before it is being asked for. */
let asking: string | null = null;

/** Brings the page of messages before the first one that is there. */
export async function loadEarlier(): Promise<void> {
  const first = useStudio.getState().view?.messages[0];
  if (!first || first.parentId === null || asking === first.id) return;
  asking = first.id;
  const earlier = await attempt(() => call('conversations.earlier', { messageId: first.id }));
  asking = null;
  if (!earlier) return;
  useStudio.setState(({ view }) => ({ view: view && takeEarlier(view, earlier) }));
}
