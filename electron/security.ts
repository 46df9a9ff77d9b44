import type { Session, WebContents } from 'electron';
import { isOwnPage } from './ipc/sender';

/** Schemes that stay inside the program; every other request is cancelled. */
const INSIDE = /^(studio|blob|data):/;
const TOOLS = /^(devtools|chrome-extension):/;

/** Shuts the session: no permission, no request that leaves the program, no download. */
export function shutSession(session: Session, developing: boolean): void {
  session.setPermissionRequestHandler((_contents, _permission, decide) => decide(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.webRequest.onBeforeRequest(({ url }, decide) => {
    decide({ cancel: !INSIDE.test(url) && !(developing && TOOLS.test(url)) });
  });
  session.on('will-download', (event) => event.preventDefault());
}

/** Keeps web contents on the studio's own page. */
export function shutContents(contents: WebContents): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.on('will-navigate', (event) => {
    if (!isOwnPage(event.url)) event.preventDefault();
  });
  contents.on('will-frame-navigate', (event) => {
    if (!isOwnPage(event.url)) event.preventDefault();
  });
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
}
