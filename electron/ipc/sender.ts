/** Where the window's own page comes from; the protocol serves nothing else as a page. */
export const APP_URL = 'studio://app/index.html';

/** The frame that calls, as the part of Electron's `WebFrameMain` that is checked. */
export interface Frame {
  readonly url: string;
  readonly processId: number;
  readonly routingId: number;
}

/** Whether a page belongs to the studio. */
export function isOwnPage(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, host } = new URL(url);
  return protocol === 'studio:' && host === 'app';
}

/**
 * Whether a call comes from the main frame of our own window, and from our own page in it.
 *
 * @param sender the frame that called; null once it is gone
 * @param own the main frame of our window, if there is a window
 */
export function isTrusted(
  sender: Frame | null | undefined,
  own: Frame | null | undefined,
): boolean {
  if (!sender || !own) return false;
  return (
    sender.processId === own.processId &&
    sender.routingId === own.routingId &&
    isOwnPage(sender.url)
  );
}
