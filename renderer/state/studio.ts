/** What the window knows, in one store; events of the main process are folded in here. */
import { create } from 'zustand';
import type { StudioEvent } from '../../shared/ipc/contract';
import type { Manifest } from '../../shared/manifest';
import type { Settings } from '../../shared/settings';
import type { PackageStatus } from '../../shared/ipc/packages';
import type { OpenedConversation } from '../../shared/ipc/conversations';
import type { AnswerKind, Attachment, Draft, Think } from '../../shared/attachment';
import type { Conversation } from '../../shared/message';
import type { BackupPlace, BackupProblem, Rescued } from '../../shared/ipc/recovery';
import type { ViewName } from './views';
import { foldAnswer, openingView, takeSnapshot, type ConversationView } from './view';

/** Which dialog is open; at most one at a time. */
type DialogState =
  | { readonly kind: 'settings'; readonly tab?: 'data' }
  | {
      readonly kind: 'copy';
      readonly at: BackupPlace;
      readonly name: string;
      readonly createdAt: number;
    }
  | { readonly kind: 'rescued'; readonly rescued: Rescued }
  | {
      readonly kind: 'about' | 'licences' | 'shortcuts' | 'import' | 'jump' | 'bin' | 'prompts';
    }
  | { readonly kind: 'pickFromLibrary' }
  /** With a folder, that folder is exported. */
  | { readonly kind: 'export'; readonly folder?: string }
  | { readonly kind: 'map' | 'organise'; readonly conversationId: string }
  | { readonly kind: 'compare'; readonly left: string; readonly right: string }
  | {
      readonly kind: 'nameBranch';
      readonly messageId: string;
      readonly name: string;
      /** Where the person came from. */
      readonly back: 'map' | null;
    }
  | { readonly kind: 'systemPrompt'; readonly conversationId: string }
  | { readonly kind: 'picture'; readonly image: string; readonly label: string }
  | { readonly kind: 'readBack' | 'putBack'; readonly messageId: string; readonly part: number }
  | {
      readonly kind: 'decode';
      readonly messageId: string;
      readonly part: number;
      /** How many variants are prepared. */
      readonly count?: number;
    }
  | { readonly kind: 'thought'; readonly messageId: string }
  | { readonly kind: 'link'; readonly url: string };

/** A question that is being changed, to be sent again as a new branch. */
export interface Editing {
  readonly messageId: string;
  readonly text: string;
  readonly images: readonly Attachment[];
}

/** A conversation that is left out at the start. */
type Left = Pick<Conversation, 'id' | 'title'>;

export interface StudioState {
  /** Null until the list has come. */
  readonly conversations: readonly Conversation[] | null;
  readonly status: PackageStatus;
  readonly settings: Settings | null;
  /** What is wrong with the copies of all data. */
  readonly backupProblems: readonly BackupProblem[];
  readonly view: ConversationView | null;
  /** Answers that run, by conversation: the list marks them. */
  readonly answering: Readonly<Record<string, string>>;
  readonly drafts: Readonly<Record<string, Draft>>;
  /** Pictures on their way into a draft, by conversation. */
  readonly uploading: Readonly<Record<string, number>>;
  readonly editing: Editing | null;
  /** The message that the next question follows; null for the end of the branch shown. */
  readonly continuing: string | null;
  readonly think: Think;
  /** What a model that draws only where it is asked to answers with. */
  readonly answerKind: AnswerKind;
  /** The person has just asked: the answer is scrolled to when it starts. */
  readonly follow: boolean;
  readonly filter: string;
  /** The tag that the list is narrowed to; null for none. */
  readonly tag: string | null;
  readonly renaming: string | null;
  readonly sidebar: boolean;
  readonly dialog: DialogState | null;
  /** The conversation that was not opened, since a window failed with it. */
  readonly left: Left | null;
  /** Which view of the open conversation is on the screen. */
  readonly place: ViewName;
}

export const emptyDraft: Draft = { text: '', images: [] };

export const initialState: StudioState = {
  conversations: null,
  // Not known yet; the program loads the package when it starts.
  status: { state: 'loading' },
  settings: null,
  backupProblems: [],
  view: null,
  answering: {},
  drafts: {},
  uploading: {},
  editing: null,
  continuing: null,
  think: 'auto',
  answerKind: 'auto',
  follow: false,
  filter: '',
  tag: null,
  renaming: null,
  sidebar: true,
  dialog: null,
  left: null,
  place: 'chat',
};

export const useStudio = create<StudioState>(() => initialState);

export const openDialog = (dialog: DialogState): void => useStudio.setState({ dialog });
export const closeDialog = (): void => useStudio.setState({ dialog: null });

/** The manifest of the loaded package; null while there is none. */
export const manifestOf = ({ status }: Pick<StudioState, 'status'>): Manifest | null =>
  status.state === 'ready' ? status.manifest : null;

export const useManifest = (): Manifest | null => useStudio(manifestOf);

/** Folds one event into the state; menu commands are not state and leave it as it is. */
export function foldStudio(state: StudioState, event: StudioEvent): StudioState {
  switch (event.type) {
    case 'conversations':
      return takeConversations(state, event.conversations);
    case 'conversation':
      return takeConversation(state, event.conversation);
    case 'package':
      return { ...state, status: event.status };
    case 'queue':
      return state.view?.id === event.conversationId
        ? { ...state, view: { ...state.view, queue: event.queue } }
        : state;
    case 'backupProblems':
      return { ...state, backupProblems: event.problems };
    case 'menu':
    case 'models':
    case 'work':
      return state;
    default: {
      const view = state.view && foldAnswer(state.view, event);
      return { ...state, view, answering: foldAnswering(state.answering, event) };
    }
  }
}

function foldAnswering(
  answering: StudioState['answering'],
  event: Extract<StudioEvent, { sequence: number }>,
): StudioState['answering'] {
  if (event.type === 'started') {
    return { ...answering, [event.conversationId]: event.messageId };
  }
  const ended = event.type === 'done' || event.type === 'error';
  if (!ended || answering[event.conversationId] !== event.messageId) return answering;
  const { [event.conversationId]: _ended, ...others } = answering;
  return others;
}

/** Takes the whole list; the open conversation follows its changes, and closes when it is gone. */
export function takeConversations(
  state: StudioState,
  conversations: readonly Conversation[],
): StudioState {
  const { view } = state;
  const left = state.left && (conversations.find(({ id }) => id === state.left?.id) ?? null);
  const next = { ...state, conversations, left };
  if (!view?.conversation) return next;
  const conversation = conversations.find((candidate) => candidate.id === view.id);
  return { ...next, view: conversation ? { ...view, conversation } : null };
}

/** Takes one conversation that changed to its place in the list. */
function takeConversation(state: StudioState, conversation: Conversation): StudioState {
  // Without a list yet, all of it is on its way.
  if (state.conversations === null) return state;
  const others = state.conversations.filter(({ id }) => id !== conversation.id);
  const place = others.findIndex((other) => comesBefore(conversation, other));
  return takeConversations(
    state,
    others.toSpliced(place < 0 ? others.length : place, 0, conversation),
  );
}

/** The order of the store: pinned ones first, then by the last change. */
function comesBefore(one: Conversation, other: Conversation): boolean {
  if (one.pinned !== other.pinned) return one.pinned;
  return one.updatedAt === other.updatedAt ? one.id < other.id : one.updatedAt > other.updatedAt;
}

/** Takes the snapshot of the open conversation; a late one of another is left out. */
export function takeOpened(state: StudioState, snapshot: OpenedConversation): StudioState {
  const { id } = snapshot.conversation;
  if (state.view?.id !== id) return state;
  const view = takeSnapshot(state.view, snapshot);
  const answering = snapshot.running
    ? { ...state.answering, [id]: snapshot.running.messageId }
    : state.answering;
  // What is typed here is newer than what the store has.
  const drafts = { [id]: snapshot.draft, ...state.drafts };
  return { ...state, view, answering, drafts };
}

/** Turns the window to a conversation of which nothing is known yet. */
export const turnTo = (state: StudioState, id: string): StudioState =>
  state.view?.id === id
    ? state
    : { ...state, view: openingView(id), editing: null, continuing: null, left: null };

/** Changes the draft of a conversation. */
export const withDraft = (
  state: StudioState,
  id: string,
  change: (draft: Draft) => Draft,
): StudioState => ({
  ...state,
  drafts: { ...state.drafts, [id]: change(state.drafts[id] ?? emptyDraft) },
});
