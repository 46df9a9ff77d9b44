import { useMantineColorScheme } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { useEffect } from 'react';
import { StudioError } from '../api';
import { deleteWithUndo } from '../state/deleteWithUndo';
import { Boundary } from '../components/Boundary';
import { pickSources } from '../views/edit/actions';
import { archiveConversation, pinConversation, startConversation } from '../state/conversations';
import { focusComposer, focusFilter } from '../state/focus';
import { showView } from '../state/goTo';
import { words } from '../i18n';
import { flushDrafts, pickPictures } from '../state/drafts';
import { attempt, notifyError } from '../state/notify';
import { tellFailed } from '../state/shown';
import { CurrentView } from './CurrentView';
import { ViewRail } from './ViewRail';
import { FirstStart } from '../dialogs/welcome/FirstStart';
import { BackupNotice } from '../dialogs/recovery/BackupNotice';
import { redo, undo } from '../state/undo';
import { useStudio } from '../state/studio';
import { pickFrames } from '../views/frames/take';
import { pickImages } from '../views/zoom/actions';
import classes from './App.module.css';
import { keysOf, stop, type CommandName } from './commands';
import { Dialogs } from './Dialogs';
import { useLanguage } from './useLanguage';
import { DropArea } from './DropArea';
import { Sidebar } from '../sidebar/Sidebar';
import { ViewFault } from './ViewFault';

const openFor = (kind: 'map' | 'organise'): void =>
  useStudio.setState(({ view, dialog }) => ({
    dialog: view ? { kind, conversationId: view.id } : dialog,
  }));

/** What each command does from the keyboard. */
const actions: Readonly<Record<CommandName, () => void>> = {
  new: () => void startConversation(),
  filter: focusFilter,
  jump: () => useStudio.setState({ dialog: { kind: 'jump' } }),
  export: () => useStudio.setState({ dialog: { kind: 'export' } }),
  import: () => useStudio.setState({ dialog: { kind: 'import' } }),
  settings: () => useStudio.setState({ dialog: { kind: 'settings' } }),
  shortcuts: () => useStudio.setState({ dialog: { kind: 'shortcuts' } }),
  rename: () => useStudio.setState(({ view }) => ({ renaming: view?.id ?? null, sidebar: true })),
  pin: () => {
    const conversation = useStudio.getState().view?.conversation;
    if (conversation) void pinConversation(conversation.id, !conversation.pinned);
  },
  delete: () => {
    const conversation = useStudio.getState().view?.conversation;
    if (conversation) void deleteWithUndo(conversation);
  },
  // The edit view has steps of its own.
  undo: () => void (useStudio.getState().place === 'edit' || undo()),
  redo: () => void (useStudio.getState().place === 'edit' || redo()),
  map: () => openFor('map'),
  organise: () => openFor('organise'),
  archive: () => {
    const conversation = useStudio.getState().view?.conversation;
    if (conversation) void archiveConversation(conversation.id, !conversation.archived);
  },
  bin: () => useStudio.setState({ dialog: { kind: 'bin' } }),
  prompts: () => useStudio.setState({ dialog: { kind: 'prompts' } }),
  systemPrompt: () =>
    useStudio.setState(({ view, dialog }) => ({
      dialog: view ? { kind: 'systemPrompt', conversationId: view.id } : dialog,
    })),
  attach: () => {
    const { view, place } = useStudio.getState();
    if (place === 'edit') void pickSources();
    else if (place === 'zoom') void pickImages();
    else if (place === 'frames') pickFrames();
    else if (view) void pickPictures(view.id);
  },
  sidebar: () => useStudio.setState(({ sidebar }) => ({ sidebar: !sidebar })),
  stop: () => void stop(),
  focusComposer,
  chat: () => showView('chat'),
  edit: () => showView('edit'),
  frames: () => showView('frames'),
  zoom: () => showView('zoom'),
  library: () => showView('library'),
};

/** Keys that a text field needs itself. */
const keysOfText = new Set(['?', 'mod+Z', 'mod+shift+Z', 'mod+Y']);

const hotkeys = (everywhere: boolean): [string, () => void, { preventDefault: boolean }][] =>
  (Object.keys(actions) as CommandName[]).flatMap((name) =>
    keysOf[name]
      .filter((keys) => keysOfText.has(keys) !== everywhere)
      .map((keys): [string, () => void, { preventDefault: boolean }] => [
        keys,
        () => {
          if (useStudio.getState().dialog === null) actions[name]();
        },
        { preventDefault: keys !== 'Escape' },
      ]),
  );

const inText = hotkeys(true);
const outsideText = hotkeys(false);

/** A fault of a view: what was typed is kept, and the next start leaves out what is on the screen. */
function saveAll(): void {
  void flushDrafts();
  void attempt(tellFailed);
}

/** A dialog that cannot be drawn is closed, so that it is in nobody's way. */
function closeDialog(): void {
  useStudio.setState({ dialog: null });
  notifyError(new StudioError('internal', words('fault.dialog')));
}

/** The whole window: the views, the list of conversations, the view shown, dialogs over all. */
export function App() {
  const theme = useStudio((state) => state.settings?.theme);
  const language = useStudio((state) => state.settings?.language);
  const sidebar = useStudio((state) => state.sidebar);
  const dialog = useStudio((state) => state.dialog);
  const shown = useStudio(({ place, view }) => `${place} ${view?.id ?? ''}`);
  const { setColorScheme } = useMantineColorScheme();
  useEffect(() => {
    if (theme) setColorScheme(theme);
  }, [theme, setColorScheme]);
  useLanguage(language);
  useHotkeys(inText, []);
  useHotkeys(outsideText, ['INPUT', 'TEXTAREA', 'SELECT']);
  return (
    <div className={classes.frame}>
      <BackupNotice />
      <div className={classes.window} data-sidebar={sidebar || undefined}>
        <ViewRail />
        {sidebar && <Sidebar />}
        <Boundary of={shown} fallback={<ViewFault />} onFault={saveAll}>
          <CurrentView />
        </Boundary>
        <DropArea />
        <Boundary of={dialog} fallback={null} onFault={closeDialog}>
          <Dialogs />
        </Boundary>
        <FirstStart />
      </div>
    </div>
  );
}
