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
import { makePrivateFolder } from '../disk/privateMode';

/** Extensions of files that can be imported; their content decides the kind. */
const IMPORTS = ['metamorph', 'zip', 'json', 'bak'];
const PICTURES = ['png', 'apng', 'jpg', 'jpeg', 'webp', 'gif', 'avif', 'tif', 'tiff'];

export interface DesktopOptions {
  readonly openSource: Desktop['openSource'];
  /** Switches to another language. */
  readonly speak: (language: LanguageChoice) => void;
  readonly paths: AppPaths;
  /** The window that dialogs belong to, if it is open. */
  readonly window: () => BrowserWindow | undefined;
  readonly sqliteVersion: string;
  readonly pictures: ImageTools;
}

/** Dialogs, browser and folders of the computer. */
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

  const pickOne = async (options: Electron.OpenDialogOptions): Promise<string | null> =>
    (await pick(options))[0] ?? null;

  async function pickTarget(
    folder: 'pictures' | 'documents',
    name: string,
    kind: string,
  ): Promise<string | null> {
    const owner = window();
    const options = {
      defaultPath: path.join(app.getPath(folder), `${name}.${kind}`),
      filters: [{ name: kind.toUpperCase(), extensions: [kind] }],
    };
    const { canceled, filePath } = owner
      ? await dialog.showSaveDialog(owner, options)
      : await dialog.showSaveDialog(options);
    return canceled || !filePath ? null : filePath;
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
    pickFolder: () => pickOne({ properties: ['openDirectory'] }),
    confirm: async ({ message, detail, act }) => {
      const owner = window();
      const buttons = [t('safety.leaveIt'), act];
      const box = { type: 'warning' as const, message, detail, buttons, defaultId: 0, cancelId: 0 };
      const { response } = owner
        ? await dialog.showMessageBox(owner, box)
        : await dialog.showMessageBox(box);
      return response === 1;
    },
    pickZip: () =>
      pickOne({
        properties: ['openFile'],
        filters: [{ name: t('packages.zips'), extensions: ['zip'] }],
      }),
    pickPngPath: () => pickTarget('pictures', 'picture', 'png'),
    pickSave: (name, kind) => pickTarget('pictures', name, kind),
    pickExport: (name, format) => pickTarget('documents', name, format),
    pickImport: (folder) =>
      pickOne(
        folder
          ? { properties: ['openDirectory'] }
          : {
              properties: ['openFile'],
              filters: [{ name: t('archive.kinds'), extensions: IMPORTS }],
            },
      ),
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
      // After the reply to the call that asked for it was sent.
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
