import type { Session, WebContents } from 'electron';
import { isOwnPage } from '../ipc/sender';

/** Schemes that stay inside the program. */
export const INSIDE = /^(studio|blob|data):/;
/** Schemes of the developer tools, which an installed program does not have. */
export const TOOLS = /^(devtools|chrome-extension):/;

/**
 * Locks down the session: no permissions, no requests that leave the program, no downloads.
 *
 * @param inside addresses that may be requested; every other request is cancelled
 */
export function shutSession(session: Session, inside: readonly RegExp[]): void {
  session.setPermissionRequestHandler((_contents, _permission, decide) => decide(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.webRequest.onBeforeRequest(({ url }, decide) => {
    decide({ cancel: !inside.some((pattern) => pattern.test(url)) });
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
