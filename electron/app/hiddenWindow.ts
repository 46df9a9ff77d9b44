import { app } from 'electron';
import { shutNetwork } from './network';

/** Begins a program without a window that a command starts; to be called before it is ready. */
export function beginHidden(): void {
  shutNetwork();
  // The older Electron of set-up does not heed it, and would leave a profile in the home folder.
  const profile = app.commandLine.getSwitchValue('user-data-dir');
  if (profile !== '') app.setPath('userData', profile);
}
