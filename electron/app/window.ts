import { app, BrowserWindow, nativeTheme, screen } from 'electron';
import path from 'node:path';
import { APP_URL } from '../ipc/sender';
import type { Log } from './log';
import type { AppPaths } from './paths';
import { readWindowState, writeWindowState } from './windowState';

const STANDARD = { width: 1180, height: 800 };

/** Makes the studio's window, which appears as soon as it has something to show. */
export function createWindow(paths: AppPaths, log: Log): BrowserWindow {
  const file = path.join(paths.data, 'window.json');
  const state = readWindowState(
    file,
    screen.getAllDisplays().map(({ workArea }) => workArea),
  );
  const window = new BrowserWindow({
    ...STANDARD,
    ...state?.bounds,
    minWidth: 480,
    minHeight: 400,
    show: false,
    autoHideMenuBar: true,
    title: 'MetaMorph Studio',
    // The page's colours, so that nothing flashes before it is drawn.
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#1c1e1e' : '#fdfdfc',
    webPreferences: {
      preload: paths.preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      spellcheck: false,
      navigateOnDragDrop: false,
      devTools: !app.isPackaged,
    },
  });
  if (state?.maximised) window.maximize();
  window.once('ready-to-show', () => window.show());
  window.on('close', () => {
    try {
      writeWindowState(file, {
        bounds: window.getNormalBounds(),
        maximised: window.isMaximized(),
      });
    } catch (error) {
      log.error('The place of the window was not kept', error);
    }
  });
  window.loadURL(APP_URL).catch((error: unknown) => log.error('The page did not load', error));
  return window;
}
