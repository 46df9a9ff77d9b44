import { app } from 'electron';
import { shutNetwork } from './network';

/** Prepares an Electron that a command starts without a window; to be called before it is ready. */
export function beginHidden(): void {
  shutNetwork();
  // The older fallback Electron ignores it and would leave a profile in the home folder.
  const profile = app.commandLine.getSwitchValue('user-data-dir');
  if (profile !== '') app.setPath('userData', profile);
}
