import { app, dialog, powerSaveBlocker, type BrowserWindow } from 'electron';
import type { ModelsStatus } from '../../shared/ipc/models';
import { t } from '../../shared/i18n/translate';

/** A bar without an end, where it is not known how much there is to do. */
const ENDLESS = 2;
const NO_BAR = -1;

/** What the computer shows and does while a model is fetched or converted. */
export class GettingModels {
  #blocker: number | undefined;
  #asked = false;

  constructor(
    private readonly window: () => BrowserWindow | undefined,
    /** Whether one is fetched or converted now. */
    private readonly busy: () => boolean,
  ) {
    app.on('before-quit', (event) => {
      if (this.#asked || !this.busy()) return;
      if (this.#wantsToQuit()) this.#asked = true;
      else event.preventDefault();
    });
  }

  /** Shows the progress in the task bar, and keeps the computer awake as long as there is some. */
  show({ getting }: ModelsStatus): void {
    if (getting && this.#blocker === undefined) {
      this.#blocker = powerSaveBlocker.start('prevent-app-suspension');
    }
    if (!getting && this.#blocker !== undefined) {
      powerSaveBlocker.stop(this.#blocker);
      this.#blocker = undefined;
    }
    const window = this.window();
    if (!window || window.isDestroyed()) return;
    window.setProgressBar(
      getting ? (getting.total > 0 ? getting.done / getting.total : ENDLESS) : NO_BAR,
    );
  }

  #wantsToQuit(): boolean {
    const response = dialog.showMessageBoxSync({
      type: 'question',
      title: 'MetaMorph Studio',
      message: t('models.quitQuestion'),
      detail: t('models.quitDetail'),
      buttons: [t('models.quitStay'), t('models.quitGo')],
      defaultId: 0,
      cancelId: 0,
    });
    return response === 1;
  }
}
