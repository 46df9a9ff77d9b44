import { dialog, type BrowserWindow } from 'electron';
import { t } from '../../shared/i18n/translate';
import type { Log } from './log';
import type { OpeningMark } from './openingMark';

/** A page that crashes again within this time is not reloaded automatically (milliseconds). */
const RELOAD_REST = 10_000;

export interface Care {
  readonly window: BrowserWindow;
  readonly log: Log;
  readonly opening: OpeningMark;
  /** Title of a conversation for the screen; undefined for one that is gone. */
  readonly titleOf: (id: string) => string | undefined;
}

/**
 * Asks what to do when the window does not respond, and reloads a page whose process ended, without
 * reopening the conversation that was shown.
 */
export function careFor({ window, log, opening, titleOf }: Care): void {
  let asking: AbortController | undefined;
  let ended = -Infinity;
  let wanted = false;

  async function ask(happened: 'hangs' | 'ended'): Promise<boolean> {
    asking?.abort();
    const controller = new AbortController();
    asking = controller;
    const title = opening.current === null ? undefined : titleOf(opening.current);
    const { response } = await dialog.showMessageBox({
      type: 'warning',
      title: 'MetaMorph Studio',
      message: t(`window.${happened}`),
      detail: title === undefined ? t('window.reloadDetail') : t('window.leaveDetail', { title }),
      buttons: [
        t(happened === 'hangs' ? 'window.wait' : 'window.quit'),
        t(title === undefined ? 'window.reload' : 'window.leave'),
      ],
      defaultId: happened === 'hangs' ? 0 : 1,
      cancelId: 0,
      signal: controller.signal,
    });
    // One that was answered is not there any more to be closed.
    if (asking === controller) asking = undefined;
    return response === 1 && !controller.signal.aborted && !window.isDestroyed();
  }

  async function hangs(): Promise<void> {
    log.note('The window does not answer');
    opening.fail();
    if (!(await ask('hangs'))) return;
    wanted = true;
    window.webContents.forcefullyCrashRenderer();
  }

  async function ends(): Promise<void> {
    opening.fail();
    // Answers belong to the main process, so a reloaded page catches up.
    if (wanted || performance.now() - ended >= RELOAD_REST) window.reload();
    else if (await ask('ended')) window.reload();
    else if (!window.isDestroyed()) window.close();
    wanted = false;
    ended = performance.now();
  }

  window.on('unresponsive', () => void hangs());
  window.on('responsive', () => {
    asking?.abort();
    opening.recovered();
  });
  window.on('closed', () => asking?.abort());
  window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    log.note(`The window's process ended: ${reason} (${exitCode})`);
    asking?.abort();
    if (reason !== 'clean-exit' && !window.isDestroyed()) void ends();
  });
}
