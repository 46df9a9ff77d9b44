import { useDirection, useMantineColorScheme } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { useEffect } from 'react';
import { StudioError } from '../api';
import { Boundary } from '../components/Boundary';
import { showLanguage, words } from '../i18n';
import { flushDrafts } from '../state/drafts';
import { attempt, notifyError } from '../state/notify';
import { tellFailed } from '../state/shown';
import { ViewRail } from './ViewRail';
import { FirstStart } from '../dialogs/welcome/FirstStart';
import { BackupNotice } from '../dialogs/recovery/BackupNotice';
import { closeDialog, useStudio } from '../state/studio';
import classes from './App.module.css';
import { hotkeys } from './commands';
import { Dialogs } from './Dialogs';
import { DropArea } from './DropArea';
import { Sidebar } from '../sidebar/Sidebar';
import { ViewFault } from './ViewFault';
import { views } from '../views/registry';
import { useTranslation } from 'react-i18next';
import type { LanguageChoice } from '../../shared/i18n/languages';

const inText = hotkeys(true);
const outsideText = hotkeys(false);

/** A fault of a view: what was typed is kept, and the next start leaves out what is on the screen. */
function saveAll(): void {
  void flushDrafts();
  void attempt(tellFailed);
}

/** A dialog that cannot be drawn is closed, so that it is in nobody's way. */
function closeFaulty(): void {
  closeDialog();
  notifyError(new StudioError('internal', words('fault.dialog')));
}

/** The whole window: the views, the list of conversations, the view shown, dialogs over all. */
export function App() {
  const theme = useStudio((state) => state.settings?.theme);
  const language = useStudio((state) => state.settings?.language);
  const sidebar = useStudio((state) => state.sidebar);
  const dialog = useStudio((state) => state.dialog);
  const View = views[useStudio((state) => state.place)].Component;
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
          <View />
        </Boundary>
        <DropArea />
        <Boundary of={dialog} fallback={null} onFault={closeFaulty}>
          <Dialogs />
        </Boundary>
        <FirstStart />
      </div>
    </div>
  );
}

/** Shows the window in a language, and tells the page which it is and in which direction it runs. */
function useLanguage(choice: LanguageChoice | undefined): void {
  const { i18n } = useTranslation();
  const { setDirection } = useDirection();
  const { language } = i18n;
  useEffect(() => {
    if (choice) showLanguage(choice);
  }, [choice]);
  useEffect(() => {
    document.documentElement.lang = language;
    setDirection(i18n.dir(language));
  }, [i18n, language, setDirection]);
}
