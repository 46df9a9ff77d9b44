import { app, dialog, nativeTheme, shell, type BrowserWindow } from 'electron';
import fs from 'node:fs';
import path from 'node:path';
import { copyPng } from './clipboard';
import { dragOut } from './dragOut';
import type { Desktop } from '../ipc/desktop';
import { DraggedFiles } from '../ipc/draggedFiles';
import type { AppPaths } from './paths';
import { printPage } from './printPage';
import type { ImageTools } from '../images/types';
import type { CallOutput } from '../../shared/ipc/contract';
import type { LanguageChoice } from '../../shared/i18n/languages';
import { t } from '../../shared/i18n/translate';
import { makePrivateFolder } from '../store/privateMode';

/** Ends of names of what can be imported; the kind is told by what the file holds. */
const IMPORTS = ['metamorph', 'zip', 'json', 'bak'];
const PICTURES = ['png', 'apng', 'jpg', 'jpeg', 'webp', 'gif', 'avif', 'tif', 'tiff'];

export interface DesktopOptions {
  /** Speaks another language from now on. */
  readonly openSource: Desktop['openSource'];
  readonly speak: (language: LanguageChoice) => void;
  readonly paths: AppPaths;
  /** The window that dialogs belong to, if it is open. */
  readonly window: () => BrowserWindow | undefined;
  readonly sqliteVersion: string;
  readonly pictures: ImageTools;
}

/** Dialogs, browser and folders of the machine. */
export function createDesktop({
  paths,
  window,
  sqliteVersion,
  pictures,
  openSource,
  speak,
}: DesktopOptions): Desktop {
  async function pick(options: Electron.OpenDialogOptions): Promise<string[]> {
    const owner = window();
    const { canceled, filePaths } = owner
      ? await dialog.showOpenDialog(owner, options)
      : await dialog.showOpenDialog(options);
    return canceled ? [] : filePaths;
  }

  const dragged = new DraggedFiles(path.join(paths.cache, 'dragged'));
  app.on('quit', () => dragged.clear());

  return {
    pictures,
    pickPictures: () =>
      pick({
        properties: ['openFile', 'multiSelections'],
        filters: [{ name: t('picture.kinds'), extensions: PICTURES }],
      }),
    pickFolder: async () => (await pick({ properties: ['openDirectory'] }))[0] ?? null,
    confirm: async ({ message, detail, act }) => {
      const owner = window();
      const buttons = [t('safety.leaveIt'), act];
      const box = { type: 'warning' as const, message, detail, buttons, defaultId: 0, cancelId: 0 };
      const { response } = owner
        ? await dialog.showMessageBox(owner, box)
        : await dialog.showMessageBox(box);
      return response === 1;
    },
    pickZip: async () =>
      (
        await pick({
          properties: ['openFile'],
          filters: [{ name: t('packages.zips'), extensions: ['zip'] }],
        })
      )[0] ?? null,
    pickPngPath: async () => {
      const owner = window();
      const options = {
        defaultPath: path.join(app.getPath('pictures'), 'picture.png'),
        filters: [{ name: 'PNG', extensions: ['png'] }],
      };
      const { canceled, filePath } = owner
        ? await dialog.showSaveDialog(owner, options)
        : await dialog.showSaveDialog(options);
      return canceled || !filePath ? null : filePath;
    },
    pickSave: async (name, kind) => {
      const owner = window();
      const options = {
        defaultPath: path.join(app.getPath('pictures'), `${name}.${kind}`),
        filters: [{ name: kind.toUpperCase(), extensions: [kind] }],
      };
      const { canceled, filePath } = owner
        ? await dialog.showSaveDialog(owner, options)
        : await dialog.showSaveDialog(options);
      return canceled || !filePath ? null : filePath;
    },
    pickExport: async (name, format) => {
      const owner = window();
      const options = {
        defaultPath: path.join(app.getPath('documents'), `${name}.${format}`),
        filters: [{ name: format.toUpperCase(), extensions: [format] }],
      };
      const { canceled, filePath } = owner
        ? await dialog.showSaveDialog(owner, options)
        : await dialog.showSaveDialog(options);
      return canceled || !filePath ? null : filePath;
    },
    pickImport: async (folder) => {
      const files = await pick(
        folder
          ? { properties: ['openDirectory'] }
          : {
              properties: ['openFile'],
              filters: [{ name: t('archive.kinds'), extensions: IMPORTS }],
            },
      );
      return files[0] ?? null;
    },
    printPdf: printPage,
    dragged,
    drag: (files) => dragOut(window(), files),
    copyPicture: copyPng,
    openLink: (url) => shell.openExternal(url),
    openFolder: async (which) => {
      const folder = paths[which];
      makePrivateFolder(folder);
      await shell.openPath(folder);
    },
    about: () => about(paths, sqliteVersion),
    licences: async () =>
      JSON.parse(
        await fs.promises.readFile(path.join(paths.out, 'licences.json'), 'utf8'),
      ) as CallOutput<'about.licences'>,
    showTheme,
    openSource,
    speak,
    home: paths.home,
    restart: () => {
      app.relaunch();
      // The answer of the call that asked for it is on its way.
      setImmediate(() => app.quit());
    },
  };
}

/** Makes windows and dialogs light or dark. */
export function showTheme(theme: 'auto' | 'light' | 'dark'): void {
  nativeTheme.themeSource = theme === 'auto' ? 'system' : theme;
}

function about(paths: AppPaths, sqlite: string): CallOutput<'about.get'> {
  const { electron = '', chrome = '', node = '' } = process.versions;
  return {
    version: app.getVersion(),
    electron,
    electronOrigin: paths.electronOrigin,
    builtAt: builtAt(paths),
    chromium: chrome,
    node,
    onnxruntime: versionOf('onnxruntime-node'),
    sqlite,
    dataFolder: paths.data,
  };
}

/** When what runs was put together: the archive of the packed program, else its main file. */
function builtAt({ out }: AppPaths): number {
  const place = app.isPackaged ? app.getAppPath() : path.join(out, 'main.js');
  return fs.statSync(place, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
}

/** Version of an installed package, read beside the program. */
function versionOf(name: string): string {
  try {
    const file = path.join(app.getAppPath(), 'node_modules', name, 'package.json');
    const { version } = JSON.parse(fs.readFileSync(file, 'utf8')) as { version?: string };
    return version ?? '';
  } catch {
    return '';
  }
}
