import { app } from 'electron';

/** Chromium switches with which another program could see and control the window. */
const DOORS = [
  'remote-debugging-port',
  'remote-debugging-pipe',
  'remote-debugging-address',
  'remote-debugging-socket-name',
  'remote-allow-origins',
  'auto-open-devtools-for-tabs',
];

/** Disables debugging in the packaged program, whatever its command line says. */
export function shutDebugging(): void {
  if (!app.isPackaged) return;
  for (const name of DOORS) app.commandLine.removeSwitch(name);
}
