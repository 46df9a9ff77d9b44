/** Commands of the window: each has its keys, and some come from the application menu too. */
import { stopAnswer } from '../state/chat';
import type { MenuCommand } from '../state/connect';
import { archiveConversation, pinConversation, startConversation } from '../state/conversations';
import { focusComposer, focusFilter } from '../state/focus';
import { showView } from '../state/goTo';
import { openDialog, useStudio } from '../state/studio';
import { deleteWithUndo, redo, undo } from '../state/undo';
import type { ViewName } from '../state/views';
import { viewNames, views } from '../views/registry';
import type { Conversation } from '../../shared/message';

interface Command {
  /** In Mantine's notation; `mod` is Command on a Mac and Control elsewhere. */
  readonly keys: readonly string[];
  readonly act: () => void;
}

const openFor = (kind: 'map' | 'organise' | 'systemPrompt'): void => {
  const { view } = useStudio.getState();
  if (view) openDialog({ kind, conversationId: view.id });
};

/** Does something with the open conversation, where there is one. */
const withOpen = (act: (conversation: Conversation) => Promise<void>) => (): void => {
  const conversation = useStudio.getState().view?.conversation;
  if (conversation) void act(conversation);
};

const viewNow = () => views[useStudio.getState().place];

const own = {
  new: { keys: ['mod+N'], act: () => void startConversation() },
  jump: { keys: ['mod+K'], act: () => openDialog({ kind: 'jump' }) },
  export: { keys: ['mod+E'], act: () => openDialog({ kind: 'export' }) },
  import: { keys: ['mod+shift+O'], act: () => openDialog({ kind: 'import' }) },
  filter: { keys: ['mod+F'], act: focusFilter },
  settings: { keys: ['mod+,'], act: () => openDialog({ kind: 'settings' }) },
  shortcuts: { keys: ['?', 'mod+/'], act: () => openDialog({ kind: 'shortcuts' }) },
  rename: {
    keys: ['F2'],
    act: () => useStudio.setState(({ view }) => ({ renaming: view?.id ?? null, sidebar: true })),
  },
  pin: { keys: ['mod+shift+P'], act: withOpen(({ id, pinned }) => pinConversation(id, !pinned)) },
  delete: { keys: ['mod+shift+Backspace'], act: withOpen(deleteWithUndo) },
  undo: { keys: ['mod+Z'], act: () => void (viewNow().undoesItself ?? undo()) },
  redo: { keys: ['mod+shift+Z', 'mod+Y'], act: () => void (viewNow().undoesItself ?? redo()) },
  map: { keys: ['mod+shift+M'], act: () => openFor('map') },
  organise: { keys: ['mod+shift+F'], act: () => openFor('organise') },
  archive: {
    keys: ['mod+shift+A'],
    act: withOpen(({ id, archived }) => archiveConversation(id, !archived)),
  },
  bin: { keys: ['mod+shift+B'], act: () => openDialog({ kind: 'bin' }) },
  prompts: { keys: ['mod+P'], act: () => openDialog({ kind: 'prompts' }) },
  systemPrompt: { keys: ['mod+shift+S'], act: () => openFor('systemPrompt') },
  attach: { keys: ['mod+O'], act: () => viewNow().pickFiles() },
  sidebar: {
    keys: ['mod+B'],
    act: () => useStudio.setState(({ sidebar }) => ({ sidebar: !sidebar })),
  },
  stop: { keys: ['Escape'], act: () => void stopAnswer() },
  focusComposer: { keys: ['mod+L'], act: focusComposer },
} satisfies Record<string, Command>;

export type CommandName = keyof typeof own | ViewName;

const showing = Object.fromEntries(
  viewNames.map((name): [ViewName, Command] => [
    name,
    { keys: [views[name].keys], act: () => showView(name) },
  ]),
) as Record<ViewName, Command>;

/** All commands by name, in the order in which the list of shortcuts has them. */
export const commands: Readonly<Record<CommandName, Command>> = { ...own, ...showing };

/** Carries out a command of the application menu. */
export function runMenuCommand(command: MenuCommand): void {
  if (command === 'new') void startConversation();
  else if (command === 'find') focusFilter();
  else openDialog({ kind: command });
}

/** Keys that a text field needs itself. */
const keysOfText = new Set(['?', 'mod+Z', 'mod+shift+Z', 'mod+Y']);

/** The keys of all commands as Mantine takes them: those that work in text too, or the others. */
export const hotkeys = (inText: boolean): [string, () => void, { preventDefault: boolean }][] =>
  Object.values(commands).flatMap(({ keys, act }) =>
    keys
      .filter((one) => keysOfText.has(one) !== inText)
      .map((one): [string, () => void, { preventDefault: boolean }] => [
        one,
        () => {
          // In a dialog they belong to it.
          if (useStudio.getState().dialog === null) act();
        },
        { preventDefault: one !== 'Escape' },
      ]),
  );
