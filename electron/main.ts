/** The main process: one window, the store, and the model runtime in a process of its own. */
import { app, ipcMain, protocol, session, type BrowserWindow } from 'electron';
import fs from 'node:fs';
import path from 'node:path';
import type { StudioEvent } from '../shared/ipc/contract';
import { languageOf, type LanguageChoice } from '../shared/i18n/languages';
import { setLanguage, t } from '../shared/i18n/translate';
import { shutDebugging } from './app/debugging';
import {
  createCheckProcess,
  createConvertProcess,
  createImageProcess,
  createRuntimeProcess,
  createSourceOpener,
} from './app/processes';
import { backUpDaily } from './app/dailyBackup';
import { ApiControl } from './api/control';
import { RequestPictures } from './api/requestPictures';
import { DrawnPictures } from './api/turns';
import { createDesktop, showTheme } from './app/desktop';
import { changes, fromServer, RESOLVED } from './app/development';
import { failureOf } from './chat/error';
import { careFor } from './app/unresponsive';
import { createHandlers } from './ipc/createHandlers';
import { createRouter } from './ipc/router';
import { isTrusted } from './ipc/sender';
import { closeServices, createServices, settlePackages } from './ipc/services';
import { GettingModels } from './app/gettingModels';
import { hubOf } from './catalogue/hub';
import { Log } from './app/log';
import { setMenu } from './app/menu';
import { passesDeferredCheck } from './app/deferredCheck';
import { shutNetwork } from './app/network';
import { findPaths } from './app/paths';
import type { Store } from './store/open';
import { serve } from './app/protocol';
import { turnOffTelemetry } from './runtime/telemetry';
import { INSIDE, shutContents, shutSession, TOOLS } from './app/security';
import {
  emptyOldFolder,
  isDataThere,
  isThere,
  isWritable,
  offerOwnFolder,
  openOrAsk,
} from './app/startup';
import { claim, isOurs } from './store/ownership';
import { makePrivate } from './disk/privateMode';
import { OpeningMark } from './app/openingMark';
import { Thumbnails } from './app/thumbnails';
import { createWindow } from './app/window';

/** Longest time (milliseconds) that quitting waits for the running answer to be written. */
const QUIT_LIMIT = 5000;

shutDebugging();
turnOffTelemetry();
shutNetwork();
DEVELOPMENT: app.commandLine.appendSwitch('host-resolver-rules', RESOLVED);
const paths = findPaths();
if (!isOurs(paths.home)) claim(paths.home);
// Data that was moved to a disk which is not connected is no reason to make an empty folder there.
const userData = isThere(paths) ? paths.data : paths.home;
makePrivate(paths.cache);
app.setPath('userData', userData);
app.setPath('sessionData', paths.cache);
const log = new Log(userData === paths.data ? paths.logs : path.join(paths.home, 'logs'));
let window: BrowserWindow | undefined;

process.on('uncaughtException', (error) => log.error('Uncaught', error));
process.on('unhandledRejection', (error) => log.error('Unhandled', error));

protocol.registerSchemesAsPrivileged([
  {
    scheme: 'studio',
    privileges: { standard: true, secure: true, supportFetchAPI: true, corsEnabled: true },
  },
]);
// Chromium would open a database for advertisers some minutes after the start, and keep it open.
app.commandLine.appendSwitch('disable-features', 'SharedStorageAPI');
app.on('web-contents-created', (_event, contents) => shutContents(contents));

function emit(event: StudioEvent): void {
  if (window && !window.isDestroyed()) window.webContents.send('event', event);
}

function focus(): void {
  if (!window) return;
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

const opening = new OpeningMark(path.join(paths.cache, 'opening.json'), (error) =>
  log.error('What is opened was not remembered', error),
);

function openWindow({ conversations }: Pick<Store, 'conversations'>): void {
  const opened = createWindow(paths, log);
  window = opened;
  const titleOf = (id: string): string | undefined => {
    const found = conversations.list().find((one) => one.id === id);
    return found && (found.title || t('exported.untitled'));
  };
  careFor({ window: opened, log, opening, titleOf });
  opened.on('closed', () => {
    if (window === opened) window = undefined;
  });
}

/** Says all sentences of the program in a language from now on. */
function speak(choice: LanguageChoice): void {
  setLanguage(languageOf(choice, app.getPreferredSystemLanguages()));
}

async function start(): Promise<void> {
  await app.whenReady();
  // Until the settings are known, as the system says.
  speak('auto');
  const inside = app.isPackaged ? [INSIDE] : [INSIDE, TOOLS];
  DEVELOPMENT: inside.push(changes());
  shutSession(session.defaultSession, inside);
  if (!(await isDataThere(paths))) return;
  const opened = await openOrAsk(paths, log);
  if (!opened) return;
  const { store, rescued } = opened;
  showTheme(store.settings.get().theme);
  speak(store.settings.get().language);

  const runtime = createRuntimeProcess(paths.worker, log);
  const pictures = createImageProcess(paths.pictures, log);
  const thumbnails = new Thumbnails(store, (bytes) => pictures.thumbnail(bytes));
  let answer = (request: Request): Promise<Response> =>
    serve(request, { renderer: paths.renderer, images: store.images, thumbnails });
  DEVELOPMENT: answer = fromServer(answer);
  protocol.handle('studio', answer);
  const checks = createCheckProcess(paths.check, paths.sqlite, log);
  const services = createServices({
    store,
    runtime,
    packageFolder: paths.package,
    models: {
      convert: createConvertProcess(paths.convert, paths.skeletons, log),
      skeletons: paths.skeletons,
      hub: () => hubOf(store.settings.get()),
    },
    findFaults: checks.findFaults,
    differenceOf: (first, second) => pictures.difference(first, second),
    emit: (event) => {
      if (event.type === 'models') getting.show(event.status);
      emit(event);
    },
    report: (error) => log.error('Chat', error),
  });
  const getting = new GettingModels(
    () => window,
    () => services.models.getter.busy,
  );
  const desktop = createDesktop({
    paths,
    window: () => window,
    sqliteVersion: store.sqliteVersion(),
    pictures,
    openSource: createSourceOpener(paths.importer, log),
    speak: (choice) => {
      speak(choice);
      showMenu();
    },
  });
  await settlePackages(services);
  const api = new ApiControl({
    ...services,
    inspect: (file) => pictures.inspect(file),
    drawn: new DrawnPictures(),
    pictures: new RequestPictures(path.join(paths.cache, 'asked')),
    cards: () => services.packages.list(),
    report: (error) => log.error('Server', error),
  });
  const route = createRouter(
    createHandlers({ ...services, api, desktop, opening, rescued }),
    (error) => log.error('Call', error),
  );
  ipcMain.handle('call', (event, name: unknown, input: unknown) =>
    route(isTrusted(event.senderFrame, window?.webContents.mainFrame), name, input),
  );
  function showMenu(): void {
    setMenu(
      (command) => {
        if (!window) openWindow(store);
        emit({ type: 'menu', command });
      },
      () => void desktop.openFolder('logs'),
    );
  }
  showMenu();

  let closing = false;
  app.on('will-quit', (event) => {
    event.preventDefault();
    if (closing) return;
    closing = true;
    opening.end();
    const limit = new Promise<void>((resolve) => setTimeout(resolve, QUIT_LIMIT));
    void Promise.race([api.close().then(() => closeServices(services, runtime)), limit])
      .catch((error: unknown) => log.error('Closing', error))
      .finally(() => {
        // Left open, it would be folded by the end of the process.
        if (store.isCheckpointDeferred()) store.close();
        app.exit();
      });
  });
  app.on('activate', () => (window ? focus() : openWindow(store)));

  openWindow(store);
  // The window comes first; the package is loaded while it is looked at.
  window?.once('show', () => {
    log.note(`The window is shown, ${Math.round(performance.now())} ms after the start`);
    void api.apply(store.settings.get());
    services.packageLoader
      .load()
      .then(
        () => services.chat.resume(),
        () => undefined,
      )
      .finally(async () => {
        const { findFault } = checks;
        const restart = (): void => desktop.restart();
        if (!(await passesDeferredCheck({ store, findFault, log, restart }))) return;
        backUpDaily(services.backupQueue, log);
        void emptyOldFolder(store, paths, log);
        void thumbnails.sweep();
      });
  });
}

if (paths.foreign !== undefined) {
  app.on('quit', () => fs.rmSync(paths.home, { recursive: true, force: true }));
  offerOwnFolder(paths.foreign).catch((error: unknown) => {
    log.error('Start', error);
    app.exit(1);
  });
} else if (app.requestSingleInstanceLock()) {
  app.on('second-instance', focus);
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  start().catch((error: unknown) => {
    log.error('Start', error);
    console.error(failureOf(error).error);
    app.exit(1);
  });
} else {
  // Either another one runs, or the mark of the one that runs cannot be written.
  isWritable(paths)
    .catch((error: unknown) => log.error('Start', error))
    .finally(() => app.quit());
}
